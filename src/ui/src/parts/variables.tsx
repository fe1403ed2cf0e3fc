import { Empty } from "./basics.tsx";

export function Variables({ values }: { values: Record<string, unknown> }) {
  const names = Object.keys(values).sort();
  if (names.length === 0) {
    return <Empty title="The job has no variables" />;
  }
  return (
    <table class="plain">
      <thead><tr><th scope="col">Variable</th><th scope="col">Value</th></tr></thead>
      <tbody>
        {names.map(name => (
          <tr key={name}>
            <th scope="row"><code>{name}</code></th>
            <td><pre class="value">{typeof values[name] === "string" ? values[name] as string : JSON.stringify(values[name], null, 2)}</pre></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
