// `npm run test:cluster`: the suite on a real API server, kustomize-controller and Flagger.
console.log('The suite on a real control plane joins with its own issue; nothing ran.');
console.log('0 passed, 0 failed');
