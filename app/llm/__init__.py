"""Chat models behind one narrow protocol: describe, count, stream."""
