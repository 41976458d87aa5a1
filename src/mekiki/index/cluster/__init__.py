"""An `Index` on an OpenSearch cluster; needs the extra ``cluster``."""

from mekiki.index.cluster.client import ClusterRefused, ClusterUnreachable
from mekiki.index.cluster.index import OpenSearchIndex

__all__ = ["ClusterRefused", "ClusterUnreachable", "OpenSearchIndex"]
