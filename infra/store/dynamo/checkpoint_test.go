package dynamo_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"paradox/infra/store"
)

// content is larger than the rows of a table may be, and does not compress.
func content(seed uint64, size int) []byte {
	b := make([]byte, size)
	rng := rand.NewChaCha8([32]byte{byte(seed)})
	rng.Read(b)
	return b
}

func TestCheckpoints(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			st := newStack(t, e.address(t))
			s := st.open(t)
			c, other := s.Checkpoints("nightly"), s.Checkpoints("verify")
			if _, err := c.Load(t.Context()); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("Load before the first = %v, want ErrNotFound", err)
			}
			if err := c.Remove(t.Context()); err != nil {
				t.Errorf("Remove of nothing: %v", err)
			}
			want := content(9, 100)
			if err := other.Save(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			for i, size := range []int{10, 1_500_000, 350_000, 700_000, 0} {
				saved := content(uint64(i), size)
				if err := c.Save(t.Context(), saved); err != nil {
					t.Fatalf("Save of %d bytes: %v", size, err)
				}
				if got, err := c.Load(t.Context()); err != nil || !bytes.Equal(got, saved) {
					t.Errorf("Load after %d bytes = %d bytes, %v", size, len(got), err)
				}
			}
			if err := c.Remove(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Load(t.Context()); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("Load after Remove = %v, want ErrNotFound", err)
			}
			if got, err := other.Load(t.Context()); err != nil || !bytes.Equal(got, want) {
				t.Errorf("the checkpoint of another name: %d bytes, %v", len(got), err)
			}
			out, err := st.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &st.tables.Counters})
			if err != nil || len(out.Items) != 2 {
				t.Errorf("%d rows are left, %v; want the head and the part of the other", len(out.Items), err)
			}
		})
	}
}

// Whoever dies while saving leaves the checkpoint of before.
func TestCheckpointOfAProgramThatDies(t *testing.T) {
	st := newStack(t, engines[0].address(t))
	first, second := content(1, 800_000), content(2, 900_000)
	for calls := range 9 {
		healthy := st.open(t).Checkpoints("nightly")
		if err := healthy.Save(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		dying := st.open(t, st.behind(diesAfter(calls))).Checkpoints("nightly")
		err := dying.Save(t.Context(), second)
		want := first
		if err == nil {
			want = second
		}
		got, loading := healthy.Load(t.Context())
		if loading != nil || !bytes.Equal(got, want) && !bytes.Equal(got, second) {
			t.Errorf("after %d calls: Load = %d bytes, %v", calls, len(got), loading)
		}
	}
}

// diesAfter lets so many calls through.
func diesAfter(calls int) handler {
	return func(_ context.Context, _ any, send func() (any, error)) (any, error) {
		if calls--; calls < 0 {
			return nil, errDied
		}
		return send()
	}
}
