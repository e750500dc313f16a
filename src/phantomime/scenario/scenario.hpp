#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/scenario/stub.hpp"
#include "phantomime/scenario/turns.hpp"
#include "phantomime/state/model.hpp"

namespace phantomime::contract {
struct Quarantine;  // contract/quarantine.hpp
}

namespace phantomime::scenario {

/// What a pack says of itself, so that the engine knows nothing of the product it plays.
struct Pack {
  std::string name;
  std::string summary;
  std::string folder;                 ///< where it was read from; empty for built-in ones
  std::string profile;                ///< the one in force; empty: none
  std::vector<std::string> profiles;  ///< the ones there are
  std::optional<Instant> epoch;
  std::vector<std::shared_ptr<const matchers::Credential>> accept;  ///< empty: everybody is let in
  std::vector<state::Step> check;                      ///< steps that let in by the state; then `accept` is empty
  std::vector<std::string> check_names;                ///< what those steps make, for the templates of its stubs
  std::shared_ptr<const matchers::Credential> sample;  ///< with `check`: what is let in at the start
  std::optional<directives::ResponseSpec> refuse;
  std::optional<directives::ResponseSpec> fallback;
  /// What its stubs start from (`defaults:` of the pack file): for those that are added at run time.
  matchers::RequestSpec default_request;
  directives::ResponseSpec default_response;
  std::vector<std::pair<std::string, std::string>> exports;  ///< environment name → https_url, http_url, ...
  struct Detect {
    std::string request;  ///< METHOD TARGET
    std::string pointer;
    std::vector<std::pair<std::string, Regex>> profiles;
  };
  std::optional<Detect> detect;
  std::shared_ptr<const contract::Quarantine> quarantine;  ///< kept for whoever checks a live server; null: none
  Location where;
  Location fallback_where, refuse_where;
};

/// What the loader saw and lint judges: facts about files that no request depends on.
struct LoadFacts {
  struct Variable {
    std::string name;
    Location where;
    bool used = false;
  };
  struct Fixture {
    std::string path;   ///< under the fixtures folder
    bool used = false;  ///< by a stub, a schema, a template, or named by the manifest of another used one
    Provenance provenance = Provenance::unstated;
    bool listed = false;  ///< in fixtures.yaml
    Location where;       ///< in fixtures.yaml, if listed
    std::string table;    ///< the field table that describes it, if any
    std::string rows;     ///< JSON Pointer to the rows it describes, for lists
    std::string as_printed;
    std::string source;   ///< the title of where it stands: "REST Approval"
    std::string section;  ///< where in it
  };
  /// One member of a field table, errata applied.
  struct Member {
    std::string name;
    std::vector<std::string> json;  ///< allowed JSON types
    bool required = false;
    std::string at;                   ///< JSON Pointer with `*` where an erratum moved it; empty: top level
    std::vector<std::string> errata;  ///< ids of errata that changed it
    Location where;
  };
  struct Table {
    std::string name;
    bool response = false;
    bool additional_members = false;
    std::vector<Member> members;
    std::vector<std::string> endpoints;  ///< METHOD PATH, with {name} for what varies
    std::string source, section;         ///< as of a fixture
    Location where;
  };
  /// A correction of what a page prints.
  struct Erratum {
    std::string id;
    std::string side;                           ///< what is taken to be true
    Provenance strength = Provenance::assumed;  ///< how much its evidence is worth
    Location where;
  };
  std::vector<Variable> variables;
  std::vector<Fixture> fixtures;
  std::vector<Table> tables;
  std::vector<Erratum> errata;
  std::vector<std::shared_ptr<const Source>> sources;  ///< keep alive what locations point into
  std::vector<std::string> files;                      ///< everything read from disk, for reload
};

/// Everything that is played: immutable, shared by engine, lint and reports. `stubs` is in the order of writing.
struct Scenario {
  std::vector<Pack> packs;
  std::vector<Stub> stubs;
  std::shared_ptr<const state::Model> model;  ///< null: nothing is remembered
  std::shared_ptr<const Order> order;         ///< in which requests must come; null: in any
  LoadFacts facts;
  /// Bytes of the fixtures by path, for lint and templates.
  std::map<std::string, std::shared_ptr<const std::string>> fixture_bytes;
};

}  // namespace phantomime::scenario
