// Package storage keeps artifacts as files `<root>/<kind>/<namespace>/<name>/<file>` (a stand-in, see package config).
package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/artifact/config"
	artifactdigest "github.com/fluxcd/pkg/artifact/digest"
	"github.com/opencontainers/go-digest"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const temporaryPrefix = ".writing-"

// Storage is one folder of artifacts and the address under which it is served.
type Storage struct {
	BasePath string
	Hostname string

	keepFor  time.Duration
	keepMost int
	locks    sync.Map
}

// New opens a folder, which must exist.
func New(options *config.Options) (*Storage, error) {
	info, err := os.Stat(options.StoragePath)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("the artifact storage %s is not a folder", options.StoragePath)
	}
	hostname := options.StorageAdvAddress
	if hostname == "" {
		hostname = options.StorageAddress
	}
	return &Storage{BasePath: options.StoragePath, Hostname: hostname, keepFor: options.ArtifactRetentionTTL, keepMost: options.ArtifactRetentionRecords}, nil
}

// NewArtifactFor names the artifact of an object; nothing is written yet.
func (s *Storage) NewArtifactFor(kind string, object metav1.Object, revision, file string) meta.Artifact {
	artifact := meta.Artifact{Path: path.Join(strings.ToLower(kind), object.GetNamespace(), object.GetName(), file), Revision: revision}
	s.SetArtifactURL(&artifact)
	return artifact
}

// SetArtifactURL fills in where the artifact is served.
func (s *Storage) SetArtifactURL(artifact *meta.Artifact) {
	if artifact.Path == "" {
		return
	}
	host := s.Hostname
	if !strings.Contains(host, "://") {
		host = "http://" + host
	}
	artifact.URL = strings.TrimSuffix(host, "/") + "/" + strings.TrimPrefix(artifact.Path, "/")
}

// SetHostname puts this storage's host into an URL.
func (s *Storage) SetHostname(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	parsed.Host = s.Hostname
	return parsed.String()
}

// LocalPath is the artifact's file; it never leaves the storage.
func (s *Storage) LocalPath(artifact meta.Artifact) string {
	if artifact.Path == "" {
		return ""
	}
	return filepath.Join(s.BasePath, filepath.Clean("/"+artifact.Path))
}

func (s *Storage) folderOf(artifact meta.Artifact) string {
	return filepath.Dir(s.LocalPath(artifact))
}

// MkdirAll makes the folder of an artifact.
func (s *Storage) MkdirAll(artifact meta.Artifact) error {
	return os.MkdirAll(s.folderOf(artifact), 0o700)
}

// Remove deletes one artifact.
func (s *Storage) Remove(artifact meta.Artifact) error {
	return os.Remove(s.LocalPath(artifact))
}

// RemoveAll deletes all artifacts of the object and answers their folder, if there was one.
func (s *Storage) RemoveAll(artifact meta.Artifact) (string, error) {
	folder := s.folderOf(artifact)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return folder, os.RemoveAll(folder)
}

// ArtifactExist tells whether the artifact's file is there.
func (s *Storage) ArtifactExist(artifact meta.Artifact) bool {
	info, err := os.Lstat(s.LocalPath(artifact))
	return err == nil && info.Mode().IsRegular()
}

// VerifyArtifact compares the file with its digest.
func (s *Storage) VerifyArtifact(artifact meta.Artifact) error {
	wanted, err := digest.Parse(artifact.Digest)
	if err != nil {
		return fmt.Errorf("the artifact has no usable digest: %w", err)
	}
	file, err := os.Open(s.LocalPath(artifact))
	if err != nil {
		return err
	}
	defer file.Close()
	verifier := wanted.Verifier()
	if _, err := io.Copy(verifier, file); err != nil {
		return err
	}
	if !verifier.Verified() {
		return fmt.Errorf("the artifact's content does not match %s", wanted)
	}
	return nil
}

// Lock gives one writer at a time the artifact; the answer unlocks it.
func (s *Storage) Lock(artifact meta.Artifact) (func(), error) {
	entry, _ := s.locks.LoadOrStore(s.LocalPath(artifact), new(sync.Mutex))
	lock, isMutex := entry.(*sync.Mutex)
	if !isMutex {
		return nil, fmt.Errorf("no lock for %s", artifact.Path)
	}
	lock.Lock()
	return lock.Unlock, nil
}

// Copy stores what the reader gives as the artifact.
func (s *Storage) Copy(artifact *meta.Artifact, reader io.Reader) error {
	return s.write(artifact, func(writer io.Writer) error {
		_, err := io.Copy(writer, reader)
		return err
	})
}

// CopyFromPath stores a file as the artifact.
func (s *Storage) CopyFromPath(artifact *meta.Artifact, from string) error {
	file, err := os.Open(from)
	if err != nil {
		return err
	}
	defer file.Close()
	return s.Copy(artifact, file)
}

// Symlink makes a stable name beside the artifact and answers its URL.
func (s *Storage) Symlink(artifact meta.Artifact, name string) (string, error) {
	link := filepath.Join(s.folderOf(artifact), name)
	if err := os.Remove(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.Symlink(s.LocalPath(artifact), link); err != nil {
		return "", err
	}
	linked := meta.Artifact{Path: path.Join(path.Dir(artifact.Path), name)}
	s.SetArtifactURL(&linked)
	return linked.URL, nil
}

// GarbageCollect deletes the object's other artifacts: those past their time, and the oldest beyond the number to keep.
func (s *Storage) GarbageCollect(_ context.Context, artifact meta.Artifact, _ time.Duration) ([]string, error) {
	entries, err := os.ReadDir(s.folderOf(artifact))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, err
	}
	var others []fs.FileInfo
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() || info.Name() == filepath.Base(artifact.Path) || strings.HasPrefix(info.Name(), temporaryPrefix) {
			continue
		}
		others = append(others, info)
	}
	slices.SortFunc(others, func(one, other fs.FileInfo) int { return other.ModTime().Compare(one.ModTime()) })
	var deleted []string
	for index, info := range others {
		if isRecent := time.Since(info.ModTime()) < s.keepFor; isRecent && index+1 < s.keepMost {
			continue
		}
		file := filepath.Join(s.folderOf(artifact), info.Name())
		if err := os.Remove(file); err != nil {
			return deleted, err
		}
		deleted = append(deleted, file)
	}
	return deleted, nil
}

// write lets `fill` write a new file, moves it to the artifact's place, and notes digest, size and time.
func (s *Storage) write(artifact *meta.Artifact, fill func(io.Writer) error) error {
	target := s.LocalPath(*artifact)
	file, err := os.CreateTemp(filepath.Dir(target), temporaryPrefix+"*")
	if err != nil {
		return err
	}
	// Once it has been moved there is nothing to delete, and the error is of no interest.
	defer os.Remove(file.Name())
	digester := artifactdigest.Canonical.Digester()
	err = fill(io.MultiWriter(file, digester.Hash()))
	size, sizeErr := file.Seek(0, io.SeekEnd)
	if err := errors.Join(err, sizeErr, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), target); err != nil {
		return err
	}
	artifact.Digest, artifact.Size, artifact.LastUpdateTime = digester.Digest().String(), &size, metav1.Now()
	return nil
}
