// Package digest names the algorithm of artifact digests (a stand-in, see package config).
package digest

import (
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"

	"github.com/opencontainers/go-digest"
)

// Canonical is the algorithm of new artifacts.
var Canonical = digest.SHA256

// AlgorithmForName finds an algorithm that this program can compute.
func AlgorithmForName(name string) (digest.Algorithm, error) {
	algorithm := digest.Algorithm(name)
	if !algorithm.Available() {
		return "", fmt.Errorf("digest algorithm %q is not available", name)
	}
	return algorithm, nil
}
