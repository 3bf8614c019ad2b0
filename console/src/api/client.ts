import type { paths } from './schema';

/**
 * The one way from the console to the API. Paths are checked against the generated OpenAPI types, so a
 * call to an endpoint that the server does not have fails the build.
 */

type WithoutBase<P> = P extends `/api/v1${infer Rest}` ? Rest : P;
type WithoutSlash<P> = P extends `${infer Rest}/` ? Rest : P;
type Filled<P extends string> = P extends `${infer Head}{${string}}${infer Tail}` ? `${Head}${string}${Filled<Tail>}` : P;
type With<M extends string> = { [P in keyof paths]: paths[P] extends { [k in M]: object } ? P : never }[keyof paths];

/** Every path of the API that answers to the method `M`, with its parameters filled in. */
export type ApiPath<M extends 'get' | 'post' | 'patch' | 'delete' = 'get'> = Filled<WithoutSlash<WithoutBase<With<M> & string>>>;

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Paginator {
  total_count: number;
  total_pages: number;
  current_page: number;
  limit: number;
}

export interface Page<T> {
  data: T[];
  paginator: Paginator;
}

/** What went wrong, in the shape the screens need: one message, or a message for each field. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly requestId: string | null = null,
    readonly secondFactor = false,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** True when trying the same again may help: the network, or the server's side. */
  get transient() {
    return this.status === 0 || this.status >= 500;
  }
}

const BASE = '/api/v1';
let onSignedOut: () => void = () => {};

/** Registers what happens when the session has ended while the console was open. */
export function whenSignedOut(handler: () => void) {
  onSignedOut = handler;
}

/** The address of an endpoint; empty query values are left out. */
export function url(path: string, query: Query = {}) {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') words.set(key, String(value));
  }
  const text = words.toString();
  return `${BASE}${path}${text ? `?${text}` : ''}`;
}

/** Reads the body of an error answer: `{"error":{"message": text or {field: text}}}`. */
export function readError(status: number, body: unknown, requestId: string | null, secondFactor = false): ApiError {
  const message = (body as { error?: { message?: unknown } } | null)?.error?.message;
  if (typeof message === 'string') return new ApiError(status, message, {}, requestId, secondFactor);
  if (message && typeof message === 'object') {
    const fields = Object.fromEntries(Object.entries(message).map(([key, text]) => [key, String(text)]));
    return new ApiError(status, Object.values(fields).join(' '), fields, requestId, secondFactor);
  }
  return new ApiError(status, `The server answered with status ${status}.`, {}, requestId, secondFactor);
}

async function send(method: string, path: string, query?: Query, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { 'X-Requested-With': 'fairlead', Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(url(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ApiError(0, 'The server cannot be reached. Check the connection and try again.');
  }
  if (response.ok) return response;
  const failure = readError(
    response.status,
    await response.json().catch(() => null),
    response.headers.get('x-request-id'),
    response.headers.get('x-second-factor') === 'required',
  );
  if (response.status === 401 && path !== '/session') onSignedOut();
  throw failure;
}

// Two documented answers of the contract are not wrapped in `data`.
function unwrap<T>(json: unknown): T {
  return (json && typeof json === 'object' && 'data' in json ? json.data : json) as T;
}

export const api = {
  /** One object or a plain value: the `data` of the answer. */
  async get<T>(path: ApiPath<'get'>, query?: Query, signal?: AbortSignal): Promise<T> {
    return unwrap<T>(await (await send('GET', path, query, undefined, signal)).json());
  },
  /** One page of a list. */
  async list<T>(path: ApiPath<'get'>, query?: Query, signal?: AbortSignal): Promise<Page<T>> {
    const page = (await (await send('GET', path, query, undefined, signal)).json()) as Page<T>;
    const count = page.data.length;
    return { data: page.data, paginator: page.paginator ?? { total_count: count, total_pages: 1, current_page: 1, limit: count } };
  },
  async post<T>(path: ApiPath<'post'>, body: unknown = {}): Promise<T> {
    return unwrap<T>(await (await send('POST', path, undefined, body)).json());
  },
  async patch<T>(path: ApiPath<'patch'>, body: unknown): Promise<T> {
    return unwrap<T>(await (await send('PATCH', path, undefined, body)).json());
  },
  async delete(path: ApiPath<'delete'>, body?: unknown): Promise<void> {
    await send('DELETE', path, undefined, body);
  },
  /** The bytes of a stored file. */
  async blob(path: ApiPath<'get'>, query?: Query): Promise<Blob> {
    return (await send('GET', path, query)).blob();
  },
  /** A file that is made for this answer only. */
  async makeFile(path: ApiPath<'post'>): Promise<Blob> {
    return (await send('POST', path, undefined, {})).blob();
  },
};

interface Sending {
  onProgress: (percent: number) => void;
  signal?: AbortSignal;
}

/** Posts a JSON body with progress in percent. */
export function upload<T>(path: ApiPath<'post'>, body: unknown, onProgress: (percent: number) => void): Promise<T> {
  return sendWithProgress(url(path), 'application/json', JSON.stringify(body), { onProgress });
}

/** Posts the bytes of a file as they are, with progress in percent, until they are all there or `signal` stops it. */
export function uploadFile<T>(path: ApiPath<'post'>, query: Query, file: Blob, sending: Sending): Promise<T> {
  return sendWithProgress(url(path, query), 'application/octet-stream', file, sending);
}

// `fetch` cannot report how much of a body has been sent.
function sendWithProgress<T>(address: string, type: string, body: XMLHttpRequestBodyInit, { onProgress, signal }: Sending): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('Content-Type', type);
    request.setRequestHeader('X-Requested-With', 'fairlead');
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(Math.round((event.loaded / event.total) * 100));
    request.onerror = () => reject(new ApiError(0, 'The connection was lost while sending the file.'));
    request.onabort = () => reject(new ApiError(0, 'The upload was stopped.'));
    request.onload = () => {
      const json: unknown = parse(request.responseText);
      if (request.status < 300) return resolve(unwrap<T>(json));
      if (request.status === 401) onSignedOut();
      reject(readError(request.status, json, request.getResponseHeader('x-request-id')));
    };
    signal?.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
