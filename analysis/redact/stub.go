package redact

func (s *scan) urls()      {}
func (s *scan) addresses() {}
func (s *scan) names()     {}
