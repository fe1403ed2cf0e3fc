import { useState } from "preact/hooks";
import { ApiError, post } from "../lib/api.ts";
import type { DefinitionDetail } from "../lib/pipelinetypes.ts";
import { go, href } from "../lib/route.ts";
import { hint, initial, read, shown, type Values, type Variable } from "../lib/startform.ts";

/** Starts a job with variables. */
export function StartForm({ pipeline }: { pipeline: DefinitionDetail }) {
  const declared = pipeline.variables;
  const [values, setValues] = useState<Values>(() => Object.fromEntries((declared ?? []).map(v => [v.name, initial(v)])));
  const [free, setFree] = useState("");
  const [partition, setPartition] = useState("");
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [error, setError] = useState("");
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: Event) => {
    event.preventDefault();
    const reading = declared ? read(declared, values) : read([{ name: "variables", type: "map", required: false }], { variables: free });
    setProblems(reading.problems);
    setError("");
    const wrong = Object.keys(reading.problems)[0];
    if (wrong) {
      document.getElementById(`var-${wrong}`)?.focus();
      return;
    }
    setBusy(true);
    try {
      const variables = declared ? reading.variables : reading.variables["variables"] ?? {};
      const answer = await post<{ jobId: string }>("api/pipelines/schedule", {
        pipeline: pipeline.name, variables, ...(partition ? { partition } : {}),
      });
      go(href(["jobs", answer.jobId]));
    } catch (e) {
      setError(e instanceof ApiError ? e.message : String(e));
      setBusy(false);
    }
  };
  return (
    <form class="start" onSubmit={e => void submit(e)} noValidate>
      {declared?.map(variable => (
        <Field key={variable.name} variable={variable} value={values[variable.name] ?? ""} problem={problems[variable.name]}
          set={value => setValues(old => ({ ...old, [variable.name]: value }))} />
      ))}
      {!declared && (
        <div class="start-field">
          <label for="var-variables">Variables, as a JSON object</label>
          <textarea id="var-variables" rows={3} spellcheck={false} placeholder='{"name": "value"}' value={free}
            aria-invalid={!!problems["variables"]} onInput={e => setFree(e.currentTarget.value)} />
          {problems["variables"] && <p class="field-problem" role="alert">{problems["variables"]}</p>}
        </div>
      )}
      <details>
        <summary>Partition</summary>
        <label class="field">of jobs that replace each other
          <input type="text" value={partition} onInput={e => setPartition(e.currentTarget.value)} />
        </label>
      </details>
      {error && <p class="failure lines" role="alert">{error}</p>}
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy || !pipeline.schedulable}>Start</button>
        {!pipeline.schedulable && <span class="hint">Its queue is full: it accepts no more jobs for now.</span>}
      </div>
    </form>
  );
}

interface FieldProps {
  variable: Variable;
  value: string;
  problem: string | undefined;
  set: (value: string) => void;
}

function Field({ variable, value, problem, set }: FieldProps) {
  const id = `var-${variable.name}`;
  const note = `${id}-note`;
  const common = { id, "aria-describedby": note, "aria-invalid": !!problem, "aria-required": variable.required };
  return (
    <div class="start-field">
      <label for={id}>{variable.name}{variable.required && <span class="required"> (required)</span>}</label>
      {variable.allowed && variable.allowed.length > 0 ? (
        <select {...common} value={value} onChange={e => set(e.currentTarget.value)}>
          {variable.default === undefined && <option value="">{variable.required ? "choose" : "none"}</option>}
          {variable.allowed.map(a => {
            const text = shown(a, variable.type);
            return <option key={text} value={text}>{text}</option>;
          })}
        </select>
      ) : variable.type === "boolean" ? (
        <select {...common} value={value} onChange={e => set(e.currentTarget.value)}>
          {variable.default === undefined && <option value="">{variable.required ? "choose" : "none"}</option>}
          <option value="true">true</option>
          <option value="false">false</option>
        </select>
      ) : variable.type === "list" || variable.type === "map" ? (
        <textarea {...common} rows={3} spellcheck={false} value={value} onInput={e => set(e.currentTarget.value)} />
      ) : (
        <input {...common} type="text" inputMode={variable.type === "integer" || variable.type === "number" ? "decimal" : undefined}
          spellcheck={false} autocomplete="off" value={value} onInput={e => set(e.currentTarget.value)} />
      )}
      <p class="hint" id={note}>{[variable.description, hint(variable.type)].filter(Boolean).join(" – ")}</p>
      {problem && <p class="field-problem" role="alert">{variable.name} {problem}</p>}
    </div>
  );
}
