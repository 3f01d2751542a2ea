"""The MCP surface, `/mcp`: nothing is said here yet."""
