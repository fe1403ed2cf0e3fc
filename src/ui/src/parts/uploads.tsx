import { useRef, useState } from "preact/hooks";
import { bytes } from "../lib/format.ts";
import { upload } from "../lib/upload.ts";
import { Dialog } from "./basics.tsx";

interface Running {
  name: string;
  sent: number;
  size: number;
  problem: string;
  abort: AbortController;
  file: File;
}

interface Props {
  task: string;
  /** The directory that files are put in. */
  path: string;
  /** The names of what is there. */
  present: string[];
  done: () => void;
}

/** Takes files, by choosing or dropping them. Asks before it replaces some. */
export function Uploads({ task, path, present, done }: Props) {
  const [doubtful, setDoubtful] = useState<File[]>([]);
  const [running, setRunning] = useState<Running[]>([]);
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const change = (name: string, fields: Partial<Running>) =>
    setRunning(all => all.map(r => (r.name === name ? { ...r, ...fields } : r)));
  const start = async (file: File) => {
    const target = [path, file.name].filter(Boolean).join("/");
    const abort = new AbortController();
    setRunning(all => [...all.filter(r => r.name !== target), { name: target, sent: 0, size: file.size, problem: "", abort, file }]);
    try {
      await upload(task, target, file, p => change(target, p), abort.signal);
      setRunning(all => all.filter(r => r.name !== target));
      done();
    } catch (e) {
      change(target, { problem: abort.signal.aborted ? "stopped" : e instanceof Error ? e.message : String(e) });
    }
  };
  const startAll = (files: Iterable<File>) => [...files].forEach(file => void start(file));
  const take = (files: FileList | null | undefined) => {
    const all = [...(files ?? [])];
    startAll(all.filter(file => !present.includes(file.name)));
    setDoubtful(all.filter(file => present.includes(file.name)));
  };
  return (
    <div class={`drop${isOver ? " over" : ""}`}
      onDragOver={e => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={e => {
        e.preventDefault();
        setOver(false);
        take(e.dataTransfer?.files);
      }}>
      <label class="field"><span>Drop files here, or choose them</span>
        <input ref={input} type="file" multiple onChange={e => {
          take(e.currentTarget.files);
          e.currentTarget.value = "";
        }} />
      </label>
      {doubtful.length > 0 && (
        <Dialog title={`Replace ${doubtful.map(file => file.name).join(", ")}?`} close={() => setDoubtful([])}>
          <div class="buttons">
            <button type="button" class="danger" onClick={() => {
              startAll(doubtful);
              setDoubtful([]);
            }}>Replace</button>
            <button type="button" onClick={() => setDoubtful([])}>Back</button>
          </div>
        </Dialog>
      )}
      {running.map(r => (
        <div key={r.name} class="upload">
          <span>{r.name}</span>
          <progress max={Math.max(1, r.size)} value={r.sent} aria-label={`Upload of ${r.name}`} />
          <span class="hint">{bytes(r.sent)} of {bytes(r.size)}</span>
          {r.problem ? (
            <>
              <span class="bad-text" role="alert">{r.problem}</span>
              <button type="button" onClick={() => void start(r.file)}>Continue</button>
            </>
          ) : <button type="button" onClick={() => r.abort.abort()}>Stop</button>}
        </div>
      ))}
    </div>
  );
}
