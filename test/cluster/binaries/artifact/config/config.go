// Package config holds the storage flags of source-controller.
//
// This module stands in for github.com/fluxcd/pkg/artifact, which the module proxy does not serve: it has just the
// functions that source-controller calls, written for this test suite. Flux's own Git, ignore rules and conditions stay real.
package config

import (
	"time"

	flag "github.com/spf13/pflag"
)

// Options says where artifacts lie, where they are served, and how long old ones are kept.
type Options struct {
	StoragePath              string
	StorageAddress           string
	StorageAdvAddress        string
	ArtifactRetentionTTL     time.Duration
	ArtifactRetentionRecords int
	ArtifactDigestAlgo       string
}

// BindFlags declares the flags under the names that source-controller's documentation gives them.
func (o *Options) BindFlags(flags *flag.FlagSet) {
	flags.StringVar(&o.StoragePath, "storage-path", "", "folder of the artifacts")
	flags.StringVar(&o.StorageAddress, "storage-addr", ":9090", "address on which artifacts are served")
	flags.StringVar(&o.StorageAdvAddress, "storage-adv-addr", "", "address under which artifacts are announced")
	flags.DurationVar(&o.ArtifactRetentionTTL, "artifact-retention-ttl", time.Minute, "how long an old artifact is kept")
	flags.IntVar(&o.ArtifactRetentionRecords, "artifact-retention-records", 2, "how many artifacts of one object are kept")
	flags.StringVar(&o.ArtifactDigestAlgo, "artifact-digest-algo", "sha256", "algorithm of the digests")
}
