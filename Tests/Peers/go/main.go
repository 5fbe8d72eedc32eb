// go-macaroon behind the line protocol of Tests/Peers/README.md.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	macaroon "gopkg.in/macaroon.v2"
)

type thirdParty struct {
	After      int    `json:"after"`
	RootKey    string `json:"root_key"`
	Identifier string `json:"identifier"`
	Location   string `json:"location"`
}

type request struct {
	Op         string       `json:"op"`
	RootKey    string       `json:"root_key"`
	Identifier string       `json:"identifier"`
	Location   string       `json:"location"`
	Caveats    []string     `json:"caveats"`
	ThirdParty []thirdParty `json:"third_party"`
	Format     string       `json:"format"`
	Token      string       `json:"token"`
	Discharges []string     `json:"discharges"`
	True       []string     `json:"true"`
	All        bool         `json:"all"`
	BindTo     string       `json:"bind_to"`
}

type caveat struct {
	ID             string  `json:"cid"`
	VerificationID *string `json:"vid"`
	Location       string  `json:"location_hex"`
}

type answer struct {
	OK         bool      `json:"ok"`
	Error      string    `json:"error,omitempty"`
	Token      string    `json:"token,omitempty"`
	Valid      *bool     `json:"valid,omitempty"`
	Location   *string   `json:"location_hex,omitempty"`
	Identifier *string   `json:"identifier,omitempty"`
	Caveats    *[]caveat `json:"caveats,omitempty"`
	Signature  *string   `json:"signature,omitempty"`
}

func isJSON(token string) bool {
	return strings.HasPrefix(strings.TrimLeft(token, " \t\r\n"), "{")
}

func decode(token string) (*macaroon.Macaroon, error) {
	var m macaroon.Macaroon
	if isJSON(token) {
		return &m, json.Unmarshal([]byte(token), &m)
	}
	data, err := macaroon.Base64Decode([]byte(token))
	if err != nil {
		return nil, err
	}
	return &m, m.UnmarshalBinary(data)
}

func encode(m *macaroon.Macaroon, asJSON bool) (string, error) {
	if asJSON {
		data, err := m.MarshalJSON()
		return string(data), err
	}
	data, err := m.MarshalBinary()
	return base64.RawURLEncoding.EncodeToString(data), err
}

// create makes a macaroon without caveats and says whether it is to be written as JSON.
func create(r *request) (m *macaroon.Macaroon, asJSON bool, err error) {
	versions := map[string]macaroon.Version{
		"v1": macaroon.V1, "v2": macaroon.V2, "v1j": macaroon.V1, "v2j": macaroon.V2,
	}
	version, known := versions[r.Format]
	if !known {
		return nil, false, fmt.Errorf("unknown format %q", r.Format)
	}
	key, err := hex.DecodeString(r.RootKey)
	if err != nil {
		return nil, false, err
	}
	id, err := hex.DecodeString(r.Identifier)
	if err != nil {
		return nil, false, err
	}
	m, err = macaroon.New(key, id, r.Location, version)
	return m, r.Format[len(r.Format)-1] == 'j', err
}

func addFirstParty(m *macaroon.Macaroon, text string) error {
	condition, err := hex.DecodeString(text)
	if err != nil {
		return err
	}
	before := len(m.Caveats())
	if err := m.AddFirstPartyCaveat(condition); err != nil {
		return err
	}
	// The library drops a caveat that is not UTF-8 from a V1 macaroon and reports no error.
	if len(m.Caveats()) != before+1 {
		return errors.New("the library dropped a caveat")
	}
	return nil
}

func addThirdParty(m *macaroon.Macaroon, t thirdParty) error {
	key, err := hex.DecodeString(t.RootKey)
	if err != nil {
		return err
	}
	id, err := hex.DecodeString(t.Identifier)
	if err != nil {
		return err
	}
	before := len(m.Caveats())
	if err := m.AddThirdPartyCaveat(key, id, t.Location); err != nil {
		return err
	}
	if len(m.Caveats()) != before+1 {
		return errors.New("the library dropped a caveat")
	}
	return nil
}

func mint(r *request) (*answer, error) {
	m, asJSON, err := create(r)
	if err != nil {
		return nil, err
	}
	for i := 0; i <= len(r.Caveats); i++ {
		for _, t := range r.ThirdParty {
			if t.After == i {
				if err := addThirdParty(m, t); err != nil {
					return nil, err
				}
			}
		}
		if i < len(r.Caveats) {
			if err := addFirstParty(m, r.Caveats[i]); err != nil {
				return nil, err
			}
		}
	}
	token, err := encode(m, asJSON)
	return &answer{Token: token}, err
}

func attenuate(r *request) (*answer, error) {
	m, err := decode(r.Token)
	if err != nil {
		return nil, err
	}
	for _, text := range r.Caveats {
		if err := addFirstParty(m, text); err != nil {
			return nil, err
		}
	}
	token, err := encode(m, isJSON(r.Token))
	return &answer{Token: token}, err
}

func parse(r *request) (*answer, error) {
	m, err := decode(r.Token)
	if err != nil {
		return nil, err
	}
	location := hex.EncodeToString([]byte(m.Location()))
	identifier := hex.EncodeToString(m.Id())
	signature := hex.EncodeToString(m.Signature())
	caveats := []caveat{}
	for _, c := range m.Caveats() {
		next := caveat{
			ID: hex.EncodeToString(c.Id), Location: hex.EncodeToString([]byte(c.Location)),
		}
		if len(c.VerificationId) > 0 {
			text := hex.EncodeToString(c.VerificationId)
			next.VerificationID = &text
		}
		caveats = append(caveats, next)
	}
	return &answer{
		Location: &location, Identifier: &identifier, Caveats: &caveats, Signature: &signature,
	}, nil
}

func verify(r *request) (*answer, error) {
	m, err := decode(r.Token)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(r.RootKey)
	if err != nil {
		return nil, err
	}
	var discharges []*macaroon.Macaroon
	for _, text := range r.Discharges {
		discharge, err := decode(text)
		if err != nil {
			return nil, err
		}
		discharges = append(discharges, discharge)
	}
	met := map[string]bool{}
	for _, text := range r.True {
		met[text] = true
	}
	err = m.Verify(key, func(condition string) error {
		if r.All || met[hex.EncodeToString([]byte(condition))] {
			return nil
		}
		return fmt.Errorf("condition %q is not met", condition)
	}, discharges)
	valid := err == nil
	result := &answer{Valid: &valid}
	if err != nil {
		result.Error = err.Error()
	}
	return result, nil
}

func discharge(r *request) (*answer, error) {
	root, err := decode(r.BindTo)
	if err != nil {
		return nil, err
	}
	m, asJSON, err := create(r)
	if err != nil {
		return nil, err
	}
	for _, text := range r.Caveats {
		if err := addFirstParty(m, text); err != nil {
			return nil, err
		}
	}
	m.Bind(root.Signature())
	token, err := encode(m, asJSON)
	return &answer{Token: token}, err
}

func respond(line []byte) (result *answer) {
	defer func() {
		if trouble := recover(); trouble != nil {
			result = &answer{Error: fmt.Sprint("panic: ", trouble)}
		}
	}()
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return &answer{Error: err.Error()}
	}
	operations := map[string]func(*request) (*answer, error){
		"mint": mint, "attenuate": attenuate, "parse": parse, "verify": verify,
		"discharge": discharge,
	}
	operation, known := operations[r.Op]
	if !known {
		return &answer{Error: fmt.Sprintf("unknown op %q", r.Op)}
	}
	result, err := operation(&r)
	if err != nil {
		return &answer{Error: err.Error()}
	}
	result.OK = true
	return result
}

func serve(input *bufio.Reader) {
	output := bufio.NewWriter(os.Stdout)
	for {
		line, err := input.ReadBytes('\n')
		if len(line) > 0 {
			text, _ := json.Marshal(respond(line))
			output.Write(text)
			output.WriteByte('\n')
			output.Flush()
		}
		if err != nil {
			return
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(1)
}

// repeat runs work for that many seconds, looking at the clock every 100 times only.
func repeat(seconds float64, work func() error) {
	start := time.Now()
	operations := 0
	for time.Since(start).Seconds() < seconds {
		for i := 0; i < 100; i++ {
			if err := work(); err != nil {
				fail(err)
			}
		}
		operations += 100
	}
	fmt.Printf("{\"ops\":%d,\"seconds\":%.6f}\n", operations, time.Since(start).Seconds())
}

func benchVerify(input *bufio.Reader, seconds float64) {
	var r request
	if err := json.NewDecoder(input).Decode(&r); err != nil {
		fail(err)
	}
	key, err := hex.DecodeString(r.RootKey)
	if err != nil {
		fail(err)
	}
	repeat(seconds, func() error {
		m, err := decode(r.Token)
		if err != nil {
			return err
		}
		return m.Verify(key, func(string) error { return nil }, nil)
	})
}

func benchMint(seconds float64) {
	key := make([]byte, 32)
	id := make([]byte, 66)
	for i := range id {
		key[i%32] = byte(i)
		id[i] = byte(i)
	}
	id[0], id[1] = 0, 0
	caveats := [][]byte{
		[]byte("services=api:0"), []byte("api_valid_until=1900000000"), []byte("path=/v1/reports/**"),
	}
	repeat(seconds, func() error {
		m, err := macaroon.New(key, id, "https://api.example", macaroon.V2)
		if err != nil {
			return err
		}
		for _, condition := range caveats {
			if err := m.AddFirstPartyCaveat(condition); err != nil {
				return err
			}
		}
		_, err = encode(m, false)
		return err
	})
}

func main() {
	bench := flag.String("bench", "", "measure `verify|mint` instead of answering requests")
	seconds := flag.Float64("seconds", 1, "how long to measure")
	flag.Parse()
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	switch *bench {
	case "":
		serve(input)
	case "verify":
		benchVerify(input, *seconds)
	case "mint":
		benchMint(*seconds)
	default:
		fail(fmt.Errorf("no such measure: %q", *bench))
	}
}
