"""Bylines that people see: found by place, label and markup, and believed or not."""
