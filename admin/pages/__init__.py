"""One file per page or act; none knows another."""
