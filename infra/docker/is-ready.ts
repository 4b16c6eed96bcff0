// A container's health check: asks the service at the port given whether it may be routed to. Its answer
// names what is down, and `docker inspect` shows it.
const [port = ''] = process.argv.slice(2);
const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
process.stdout.write(await response.text());
process.exitCode = response.ok ? 0 : 1;
