"""The MCP surface, `/mcp`: calls of `/api` as tools of an agent, over JSON-RPC 2.0 by POST, answered by ourselves."""
