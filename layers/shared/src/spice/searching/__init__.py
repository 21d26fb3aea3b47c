"""What searching means, whatever index does it: values of a document, their order, intervals, places."""
