"""The relay beside Hocuspocus under the same load, all in one sitting: python -m tests.benchmarks.relay."""
