"""What may be wrong with a flow: pure functions from a flow to findings. Rules with ids in SPEC.md."""
