// Figures as analysts read them: through the REST API of analytics.

/** Where to ask, and with which key. */
export interface FiguresAddress {
  readonly url: string;
  readonly adminKey: string;
}

/** One figure of one window. */
export interface Figure {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly n: number;
}

/** The span a scenario asks for. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly grain?: string;
}

/** How much analytics holds, and what it could not take. */
export interface FiguresHealth {
  readonly counts: Readonly<Record<string, number>>;
  readonly deadLetters: { readonly total: number };
}

/** Reads data health. */
export async function readHealth(address: FiguresAddress): Promise<FiguresHealth> {
  return (await read(address, '/v1/analytics/health')) as FiguresHealth;
}

/** Every indicator of a community, but for the instants up to which they are complete. */
export async function readFigures(address: FiguresAddress, community: string, span: Span): Promise<unknown> {
  const query = new URLSearchParams({ ...span }).toString();
  const answer = await read(address, `/v1/analytics/communities/${community}/indicators?${query}`);
  return JSON.parse(
    JSON.stringify(answer, (key, value: unknown) => (key === 'dataAsOf' ? undefined : value)),
  );
}

/** One indicator over a whole span. */
export async function readFigure(
  address: FiguresAddress,
  community: string,
  slug: string,
  span: Span,
): Promise<Figure> {
  const query = new URLSearchParams({ ...span }).toString();
  const answer = (await read(
    address,
    `/v1/analytics/communities/${community}/indicators/${slug}?${query}`,
  )) as { indicator: { values: readonly Figure[] } };
  const [figure] = answer.indicator.values;
  if (figure === undefined) throw new Error(`${slug} has no value`);
  return figure;
}

async function read(address: FiguresAddress, path: string): Promise<unknown> {
  const response = await fetch(`${address.url}${path}`, {
    headers: { authorization: `Bearer ${address.adminKey}` },
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`GET ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
