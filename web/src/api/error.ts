/** Characters of a text: the first, from 0, and the first behind them. */
export interface Characters {
  from: number;
  to: number;
}

/** What went wrong with a request, in the server's own words where it gave any. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** A stable word for programs; empty when the answer was not ours. */
  readonly code: string;
  /** The id under which the server logged it. */
  readonly errorId: string | undefined;
  /** Seconds to wait before the next try, when the server said so. */
  readonly retryAfter: number | undefined;
  /** Which characters of a query are wrong, where it could not be read. */
  readonly at: Characters | undefined;

  constructor(status: number, message: string, more: MoreOfError = {}) {
    super(message);
    this.status = status;
    this.code = more.code ?? "";
    this.errorId = more.errorId;
    this.retryAfter = more.retryAfter;
    this.at = more.at;
  }

  /** Whether no answer came at all, or only one from something in between. */
  get away(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

interface MoreOfError {
  code?: string;
  errorId?: string;
  retryAfter?: number;
  at?: Characters;
}

/** Reads the error envelope. Anything else in its place still becomes an error one can show. */
export async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const field = (of: unknown, key: string): unknown =>
    typeof of === "object" && of !== null ? Reflect.get(of, key) : undefined;
  const text = (key: string): string | undefined => {
    const value = field(body, key);
    return typeof value === "string" ? value : undefined;
  };
  const [from, to] = [field(field(body, "at"), "from"), field(field(body, "at"), "to")];
  const errorId = text("error_id");
  const after = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiError(response.status, text("error_message") ?? `the server answered ${response.status}`, {
    code: text("error_code") ?? "",
    ...(errorId === undefined ? {} : { errorId }),
    ...(Number.isFinite(after) ? { retryAfter: after } : {}),
    ...(typeof from === "number" && typeof to === "number" ? { at: { from, to } } : {}),
  });
}
