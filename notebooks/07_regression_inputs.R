# Regression on the tables of 07_regression_inputs.ipynb, in R.
#
#   Rscript 07_regression_inputs.R FOLDER
#
# Base R is enough for the first model. With igraph the network is described, with statnet's ergm
# (install.packages("ergm")) an exponential random graph model is fitted; neither is needed.

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments)) arguments[1] else "."
read <- function(name) {
  read.csv(file.path(folder, name), fileEncoding = "UTF-8-BOM", stringsAsFactors = FALSE)
}
nodes <- read("nodes.csv")
edges <- read("edges.csv")
dyads <- read("dyads.csv")
stopifnot(all(c(edges$id_a, edges$id_b) %in% nodes$id), sum(dyads$tie) == nrow(edges))
cat(sprintf("nodes %d ties %d dyads %d\n", nrow(nodes), nrow(edges), nrow(dyads)))

# Pairs of one document: a logistic regression. Its errors take pairs for independent, which
# they are not: look at the signs, and at QAP (in the notebook) or ERGM for what is sure.
meet <- dyads[dyads$possible == 1, ]
terms <- c("same_function", "same_level", "same_place", "same_sector", "tasks_sum")
terms <- terms[sapply(terms, function(name) length(unique(meet[[name]])) > 1)]
model <- glm(reformulate(terms, "tie"), family = binomial, data = meet)
print(round(coef(summary(model)), 4))

if (requireNamespace("igraph", quietly = TRUE)) {
  net <- igraph::graph_from_data_frame(edges, directed = FALSE, vertices = nodes)
  cat(sprintf("density %.10f\n", igraph::edge_density(net)))
  cat(sprintf("transitivity %.10f\n", igraph::transitivity(net)))
}

if (requireNamespace("ergm", quietly = TRUE)) {
  suppressPackageStartupMessages(library(ergm))
  net <- network::network.initialize(nrow(nodes), directed = FALSE)
  network::network.vertex.names(net) <- nodes$id
  for (name in c("function", "level", "place", "sector", "tasks")) {
    network::set.vertex.attribute(net, name, nodes[[name]])
  }
  network::add.edges(net, match(edges$id_a, nodes$id), match(edges$id_b, nodes$id))
  set.seed(7)
  fit <- ergm(net ~ edges + nodematch("function") + nodematch("level") + nodematch("place") +
                nodecov("tasks") + gwesp(0.5, fixed = TRUE))
  print(summary(fit))
} else {
  cat("ergm is not installed: install.packages(\"ergm\") fits the model at the end of this script\n")
}
