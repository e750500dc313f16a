#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/recording/exchange.hpp"
#include "phantomime/recording/learn/learn.hpp"

namespace phantomime::recording {

/// What stands in an answer for a value that is made anew: `before{{ code }}after`.
struct Expression {
  std::string code;
  std::string before, after;
  std::string time_style;  ///< of a computed value's `$time`; empty: the expression's own text
  bool operator==(const Expression&) const = default;
};

/// What a stub asks of a field of the query, of a form, or of a header.
struct FieldAsked {
  enum class Kind {
    equals,   ///< `values`: one, or all of a repeated field
    present,  ///< whatever it is
    absent,
    bare,         ///< a flag without `=`
    starts_with,  ///< with the one value
  };
  std::string name;
  Kind kind = Kind::equals;
  std::vector<std::string> values;
};

/// What a stub asks of a body.
struct BodyAsked {
  enum class Kind {
    nothing,
    json,       ///< equal to `bytes`; members of `any` may be anything
    form,       ///< these fields and no others
    text,       ///< exactly `bytes`, which are UTF-8
    bytes,      ///< exactly `bytes`
    present,    ///< something
    multipart,  ///< as long as `bytes`: its boundary is another one each time
  };
  Kind kind = Kind::nothing;
  std::string bytes;
  std::vector<std::string> any;  ///< JSON Pointers
  std::vector<FieldAsked> form;
};

struct RequestDraft {
  std::string method;
  std::string path;  ///< as the client wrote it, or as a template with captures
  bool is_template = false;
  std::vector<FieldAsked> query;
  bool no_other_query = false;  ///< there are other requests of this path, told apart by their fields
  std::vector<FieldAsked> headers;
  BodyAsked body;
};

struct AnswerDraft {
  const Exchange* sample = nullptr;           ///< what was answered
  std::map<std::string, Expression> body;     ///< by JSON Pointer
  std::map<std::size_t, Expression> headers;  ///< by number of the line
};

/// A stub to be written.
struct StubDraft {
  std::string name;
  RequestDraft request;
  std::vector<AnswerDraft> answers;        ///< several: a sequence, the last stays
  std::vector<const Exchange*> exchanges;  ///< what it was made of; the first is its example
  std::vector<std::string> notes;          ///< for people, a comment line each
};

/// A member that does not stay: what learned.yaml says of a stub.
struct VolatileMember {
  std::string stub;
  std::string where;  ///< Member::where
  MemberClass kind = MemberClass::free;
  std::string evidence;
  std::string bound_stub, bound_where;  ///< bound: where the value was first
  std::string plays;                    ///< what the pack does: the expression; empty: the recorded value
};

/// What a pack is to hold. Points into the recordings.
struct PackDraft {
  std::vector<StubDraft> stubs;  ///< sorted by path and method
  std::vector<VolatileMember> volatile_members;
  std::vector<std::string> left_out;   ///< exchanges that are not in it and why, for people
  std::string origin;                  ///< `https://phantom.example`; several joined by commas
  Instant began;                       ///< when the first exchange did
  std::vector<LearnedMember> learned;  ///< everything that was classified
  std::vector<Step> steps;             ///< what `learned` speaks of
};

}  // namespace phantomime::recording
