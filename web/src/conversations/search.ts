export function validateListSearch(_raw: Record<string, unknown>): { open?: string } {
  return {};
}
