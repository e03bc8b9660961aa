// Prints which list fields of which built-in kinds strategic merge patches merge by key,
// as kustomize's compiled-in OpenAPI data has it. Run in an empty module that requires
// sigs.k8s.io/kustomize/kyaml v0.21.1 and k8s.io/kube-openapi v0.0.0-20241212222426-2c72e554b1e7,
// then give its output to emit.py.
package main

import (
	"encoding/json"
	"os"
	"sort"
	"strings"

	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/kustomize/kyaml/openapi"
)

// A field: the type it leads to ("" when none matters), "*" keys for maps handled by name "*",
// l = list, m = merge keys ([] for a set of scalars).
type field struct {
	Ref  string    `json:"t,omitempty"`
	List bool      `json:"l,omitempty"`
	Keys *[]string `json:"k,omitempty"`
}

func main() {
	s := openapi.Schema()
	types := map[string]map[string]field{}
	inline := 0
	var visit func(name string, sc *spec.Schema)
	var describe func(owner, name string, p spec.Schema) field
	refName := func(r string) string { return strings.TrimPrefix(r, "#/definitions/") }
	describe = func(owner, name string, p spec.Schema) field {
		f := field{}
		if r := p.Ref.String(); r != "" {
			d := s.Definitions[refName(r)]
			if len(d.Type) == 1 && d.Type[0] == "array" {
				return describe(owner, name, d)
			}
			f.Ref = refName(r)
			return f
		}
		ps, _ := p.Extensions["x-kubernetes-patch-strategy"].(string)
		if ps != "" {
			for _, x := range strings.Split(ps, ",") {
				if x == "merge" {
					keys := []string{}
					if l, ok := p.Extensions["x-kubernetes-list-map-keys"].([]interface{}); ok {
						for _, k := range l {
							keys = append(keys, k.(string))
						}
					} else if k, ok := p.Extensions["x-kubernetes-patch-merge-key"].(string); ok {
						keys = append(keys, k)
					}
					f.Keys = &keys
				}
			}
		}
		if len(p.Type) == 1 && p.Type[0] == "array" && p.Items != nil && p.Items.Schema != nil {
			f.List = true
			e := describe(owner, name, *p.Items.Schema)
			f.Ref = e.Ref
			return f
		}
		if len(p.Properties) > 0 || p.AdditionalProperties != nil {
			inline++
			n := owner + "#" + name
			pp := p
			visit(n, &pp)
			f.Ref = n
		}
		return f
	}
	visit = func(name string, sc *spec.Schema) {
		if _, ok := types[name]; ok {
			return
		}
		m := map[string]field{}
		types[name] = m
		for k, p := range sc.Properties {
			m[k] = describe(name, k, p)
		}
		if sc.AdditionalProperties != nil && sc.AdditionalProperties.Schema != nil {
			m["*"] = describe(name, "*", *sc.AdditionalProperties.Schema)
		}
	}
	kinds := map[string]string{}
	for name, d := range s.Definitions {
		d := d
		visit(name, &d)
		if g, ok := d.Extensions["x-kubernetes-group-version-kind"].([]interface{}); ok {
			for _, e := range g {
				m := e.(map[string]interface{})
				av := m["version"].(string)
				if gr, _ := m["group"].(string); gr != "" {
					av = gr + "/" + av
				}
				kinds[av+"/"+m["kind"].(string)] = name
			}
		}
	}
	// keep only what leads to a merged list
	useful := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for n, m := range types {
			if useful[n] {
				continue
			}
			for _, f := range m {
				if f.Keys != nil || (f.Ref != "" && useful[f.Ref]) {
					useful[n] = true
					changed = true
				}
			}
		}
	}
	out := map[string]map[string]field{}
	for n, m := range types {
		if !useful[n] {
			continue
		}
		o := map[string]field{}
		for k, f := range m {
			if f.Ref != "" && !useful[f.Ref] {
				f.Ref = ""
			}
			if f.Ref != "" || f.Keys != nil {
				o[k] = f
			}
		}
		out[n] = o
	}
	for k, n := range kinds {
		if !useful[n] {
			kinds[k] = ""
		}
	}
	names := []string{}
	for n := range out {
		names = append(names, n)
	}
	sort.Strings(names)
	json.NewEncoder(os.Stdout).Encode(map[string]interface{}{"types": out, "kinds": kinds, "inline": inline})
}
