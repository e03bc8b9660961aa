package storage

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fluxcd/pkg/apis/meta"
	"github.com/fluxcd/pkg/sourceignore"
	"github.com/fluxcd/pkg/sourceignore/gitignore"
	pkgtar "github.com/fluxcd/pkg/tar"
)

// ArchiveFileFilter tells for each path whether it stays out of the archive.
type ArchiveFileFilter func(path string, info os.FileInfo) bool

// SourceIgnoreFilter stays out what Flux ignores: its defaults where no patterns are given, else those patterns and what version control keeps.
func SourceIgnoreFilter(patterns []gitignore.Pattern, domain []string) ArchiveFileFilter {
	matcher := sourceignore.NewDefaultMatcher(patterns, domain)
	if len(patterns) > 0 {
		matcher = sourceignore.NewMatcher(append(sourceignore.VCSPatterns(domain), patterns...))
	}
	return func(path string, info os.FileInfo) bool {
		return matcher.Match(strings.Split(path, string(filepath.Separator)), info.IsDir())
	}
}

// Archive packs a folder as a reproducible tar.gz: the same content gives the same digest.
func (s *Storage) Archive(artifact *meta.Artifact, folder string, isLeftOut ArchiveFileFilter) error {
	return s.write(artifact, func(writer io.Writer) error {
		zip := gzip.NewWriter(writer)
		archive := tar.NewWriter(zip)
		err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || file == folder || !(entry.IsDir() || entry.Type().IsRegular()) {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			// A folder that stays out is walked all the same, since a pattern may take a file below it in again.
			if isLeftOut != nil && isLeftOut(file, info) {
				return nil
			}
			return addToArchive(archive, folder, file, info)
		})
		if err != nil {
			return err
		}
		if err := archive.Close(); err != nil {
			return err
		}
		return zip.Close()
	})
}

func addToArchive(archive *tar.Writer, folder, file string, info fs.FileInfo) error {
	name, err := filepath.Rel(folder, file)
	if err != nil {
		return err
	}
	header, err := tar.FileInfoHeader(info, "")
	if err != nil {
		return err
	}
	header.Name = filepath.ToSlash(name)
	header.ModTime, header.Uid, header.Gid, header.Uname, header.Gname = time.Time{}, 0, 0, "", ""
	if err := archive.WriteHeader(header); err != nil || info.IsDir() {
		return err
	}
	content, err := os.Open(file)
	if err != nil {
		return err
	}
	defer content.Close()
	_, err = io.Copy(archive, content)
	return err
}

// CopyToPath unpacks the part of an artifact that lies below `from` to the path `to`.
func (s *Storage) CopyToPath(artifact *meta.Artifact, from, to string) error {
	folder, err := os.MkdirTemp("", "artifact-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	file, err := os.Open(s.LocalPath(*artifact))
	if err != nil {
		return err
	}
	defer file.Close()
	if err := pkgtar.Untar(file, folder, pkgtar.WithMaxUntarSize(pkgtar.UnlimitedUntarSize)); err != nil {
		return err
	}
	wanted := filepath.Join(folder, filepath.Clean("/"+from))
	info, err := os.Stat(wanted)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.CopyFS(to, os.DirFS(wanted))
	}
	content, err := os.ReadFile(wanted)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o600)
}
