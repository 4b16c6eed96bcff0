import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

describe('metrics', () => {
  it('gives rooms that ask for one name the same metric', async () => {
    const metrics = createMetrics({ processMetrics: false });
    const declaration = { name: 'copse_spec_total', help: 'Counts', labelNames: ['outcome'] } as const;
    metrics.counter(declaration).inc({ outcome: 'done' });
    metrics.counter(declaration).inc({ outcome: 'done' }, 2);
    expect((await metrics.render()).body).toContain('copse_spec_total{outcome="done"} 3');
  });

  it('renders Prometheus’ text format with the process’ own metrics', async () => {
    const rendered = await createMetrics().render();
    expect(rendered.contentType).toContain('text/plain');
    expect(rendered.body).toContain('process_resident_memory_bytes');
  });

  it('keeps registries apart', async () => {
    const [one, other] = [createMetrics({ processMetrics: false }), createMetrics({ processMetrics: false })];
    one.gauge({ name: 'copse_spec_bytes', help: 'Bytes' }).set(7);
    expect((await other.render()).body).not.toContain('copse_spec_bytes');
  });
});
