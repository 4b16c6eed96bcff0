// Questions put to an installation's ClickHouse directly, past everything under test.

/** Runs a query with `FORMAT JSONCompactEachRow` behind it; gives the rows. */
export async function askClickHouse<Row extends readonly unknown[]>(
  clickhouseUrl: string,
  query: string,
): Promise<Row[]> {
  const { origin, username, password, pathname } = new URL(clickhouseUrl);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const response = await fetch(
    `${origin}/?database=${pathname.slice(1)}&output_format_json_quote_64bit_integers=0`,
    {
      method: 'POST',
      body: `${query} FORMAT JSONCompactEachRow`,
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    },
  );
  const text = await response.text();
  if (!response.ok) throw new Error(`ClickHouse refused the oracle's question: ${text}`);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Row);
}
