// Where nodes stand: plain geometry on the places that Python computed. Nothing here is random.
const ROUND = 1.08; // rings are a little wider than high
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

// The n-th of many points that fill a disc evenly, as seeds in a sunflower.
function seedPoint(n, spacing) {
  const radius = spacing * Math.sqrt(n + 0.5);
  return [radius * Math.cos(n * GOLDEN), radius * Math.sin(n * GOLDEN)];
}

const textWidth = (label) => {
  let width = 0;
  for (const character of clip(label, 30)) width += character > "\u2e7f" ? 13 : 7;
  return width;
};

// Moves boxes {x, y, w, h} apart until none overlaps another; those marked fixed stay.
function apart(boxes, rounds = 200) {
  for (let round = 0; round < rounds; round += 1) {
    let moved = false;
    for (let i = 0; i < boxes.length; i += 1) {
      for (let j = i + 1; j < boxes.length; j += 1) {
        const [a, b] = [boxes[i], boxes[j]];
        const x = (a.w + b.w) / 2 - Math.abs(a.x - b.x);
        const y = (a.h + b.h) / 2 - Math.abs(a.y - b.y);
        if (x <= 0.5 || y <= 0.5) continue;
        moved = true;
        const axis = x < y ? "x" : "y";
        const step = (axis === "x" ? x : y) / 2 * (a[axis] <= b[axis] ? 1 : -1);
        if (a.fixed) b[axis] += 2 * step;
        else if (b.fixed) a[axis] -= 2 * step;
        else { a[axis] -= step; b[axis] += step; }
      }
    }
    if (!moved) break;
  }
}

// Nodes on a ring at the angles they would like, in that order, but no closer than `gap`.
function onRing(nodes, wish, radius, gap) {
  const ordered = nodes.map((node) => ({ node, angle: wish(node) })).sort((a, b) => a.angle - b.angle || (a.node.id < b.node.id ? -1 : 1));
  const least = Math.min(gap / radius, 2 * Math.PI / Math.max(1, ordered.length));
  for (let round = 0; round < 40; round += 1) {
    for (let i = 0; i < ordered.length; i += 1) {
      const next = ordered[(i + 1) % ordered.length];
      const turn = i + 1 === ordered.length ? 2 * Math.PI : 0;
      const lack = least - (next.angle + turn - ordered[i].angle);
      if (ordered.length > 1 && lack > 0) {
        ordered[i].angle -= lack / 2;
        next.angle += lack / 2;
      }
    }
  }
  for (const { node, angle } of ordered) {
    node.x = radius * ROUND * Math.cos(angle);
    node.y = radius * Math.sin(angle);
    node.angle = angle;
    aside(node, angle);
  }
}

// On a ring names stand on the outer side of their nodes.
function aside(node, angle) {
  node.right = Math.cos(angle) > 0.3;
  node.left = Math.cos(angle) < -0.3;
}

function meanAngle(points) {
  let x = 0;
  let y = 0;
  for (const point of points) { x += Math.cos(point); y += Math.sin(point); }
  return Math.atan2(y, x);
}

function hullOf(points) {
  const sorted = points.slice().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  if (sorted.length < 3) return sorted;
  const cross = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const half = (list) => {
    const made = [];
    for (const point of list) {
      while (made.length > 1 && cross(made[made.length - 2], made[made.length - 1], point) <= 0) made.pop();
      made.push(point);
    }
    made.pop();
    return made;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}
