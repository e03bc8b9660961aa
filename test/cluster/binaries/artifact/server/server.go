// Package server serves the stored artifacts over HTTP (a stand-in, see package config).
package server

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/fluxcd/pkg/artifact/config"
)

// Start serves until the context ends.
func Start(ctx context.Context, options *config.Options) error {
	server := &http.Server{
		Addr:              options.StorageAddress,
		Handler:           http.FileServer(http.Dir(options.StoragePath)),
		ReadHeaderTimeout: 10 * time.Second,
	}
	stopped := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stopped()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
