const many = Array.from({ length: 301 }, (_, i) => `      s${i}: {script: ['true']}`).join("\n");
const graph = Array.from({ length: 300 }, (_, i) => {
  const before = i < 20 ? [] : [i - 20, i - 7 - (i % 11)].filter(k => k >= 0);
  return `      step-${i}: {depends_on: [${before.map(k => `step-${k}`).join(", ")}], script: ['true']}`;
}).join("\n");

/** What the server of the tests can run. */
export const PIPELINES = `
pipelines:
  build:
    description: Check and package a branch
    concurrency: 4
    variables:
      branch: {description: what to build, type: string, default: main}
      level: {type: integer, required: true}
      mode: {allowed: [fast, full], default: fast}
      fail: {type: boolean, default: false}
    tasks:
      checkout: {script: ['echo "checking out $PRUNNER_VAR_branch"']}
      lint: {depends_on: [checkout], allow_failure: true, script: ['printf "\\033[32mgreen\\033[0m words\\n"; exit 1']}
      unit-tests:
        depends_on: [checkout]
        script:
          - sleep 0.4
          - for i in $(seq 40); do echo "test $i passed"; done
          - if [ "$PRUNNER_VAR_fail" = true ]; then echo 'AssertionError in Foo.java:17' >&2; exit 3; fi
      package: {depends_on: [lint, unit-tests], script: [echo packaged]}
  talk:
    concurrency: 9
    tasks:
      say: {script: ['i=0; while [ ! -e "$PRUNNER_VAR_stop" ] && [ $i -lt 900 ]; do i=$((i+1)); echo "line $i"; sleep 0.1; done']}
      end: {depends_on: [say], script: [echo over]}
  one:
    tasks: {wait: {script: [sleep 300]}}
  quick:
    concurrency: 9
    tasks: {t: {script: [echo quick]}}
  nightly:
    description: Clean up
    schedule: {cron: "0 3 * * *", time_zone: Europe/Berlin, overlap: skip}
    tasks: {clean: {script: [echo clean]}}
  large:
    tasks:
${many}
  graph:
    tasks:
${graph}
`;
