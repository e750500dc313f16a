#include "phantomime/server/recorder/recorder.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "phantomime/recording/log_reader.hpp"

#include "support/recorded.hpp"

namespace phantomime::server {
namespace {

using recording::Body;
using recording::Exchange;
using recording::Outcome;
using test::FakeRedactor;
using test::told_get;
using test::ToldExchange;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class RecorderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/phantomime-recorder-XXXXXX";
    ASSERT_TRUE(::mkdtemp(name.data()));
    root_ = name;
    folder_ = root_ + "/monday";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  Result<std::unique_ptr<Recorder>> try_to_open(Recorder::Options options = {}) {
    options.folder = folder_;
    if (options.target.empty()) options.target = "https://phantom.example:8443";
    return Recorder::open(std::move(options), files_, machine_, raw_ ? nullptr : &redactor_);
  }
  std::unique_ptr<Recorder> open(Recorder::Options options = {}) {
    auto recorder = try_to_open(std::move(options));
    EXPECT_TRUE(recorder) << recorder.error().what;
    return recorder ? *std::move(recorder) : nullptr;
  }
  static Recorder::Options with(Opening opening) {
    Recorder::Options options;
    options.opening = opening;
    return options;
  }

  static bool record(Recorder& recorder, const ToldExchange& told) { return told.tell(*recorder.watch(1)); }

  recording::Recording log() const {
    auto recording = recording::read_recording(files_, folder_, 0);
    EXPECT_TRUE(recording) << recording.error().what;
    return recording ? *std::move(recording) : recording::Recording{};
  }
  static std::string bytes_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }
  /// Of all files of the recording, with their names.
  std::string everything() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder_})
      if (entry.is_regular_file()) all += entry.path().string() + "\n" + bytes_of(entry.path().string());
    return all;
  }
  std::vector<std::string> bodies() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder_ + "/bodies"})
      names.push_back(entry.path().filename().string());
    return names;
  }
  std::string log_file() const { return recording::log_path(folder_); }

  std::string root_, folder_;
  DiskFileStore files_;
  FixedClock machine_{Instant{std::chrono::seconds{1'600'000'000}}};
  FakeRedactor redactor_;
  bool raw_ = false;
};

TEST_F(RecorderTest, HasAnExchangeInTheLogBeforeItsAnswerMayGo) {
  const auto recorder = open();
  ToldExchange told = told_get("/rest/version");
  told.request.headers = {{"Host", "a"}, {"X-Twice", "1"}, {"x-twice", "2"}};
  told.request_pieces = {"ab", "c"};
  told.request_chunks = {{2, 1}};
  told.interim = {{103, "Early Hints", 1, {{"Link", "</a>"}}}};
  told.reply = net::ReplyHead{201, "Made", 1, {{"Transfer-Encoding", "chunked"}, {"Set-Cookie", "a=1"}}};
  told.reply_pieces = {"one", "two"};
  told.reply_chunks = {{3, 3}};
  told.reply_trailers = {{"X-Sum", "6"}};
  const auto tap = recorder->watch(7);
  told.tell_request(*tap);
  told.tell_reply(*tap);
  EXPECT_THAT(log().exchanges, IsEmpty());
  EXPECT_TRUE(tap->on_end({}));

  const auto recording = log();  // the recorder still runs
  ASSERT_THAT(recording.exchanges, SizeIs(1));
  const Exchange& exchange = recording.exchanges.front();
  EXPECT_EQ(exchange.number, 1u);
  EXPECT_EQ(exchange.connection, 7u);
  EXPECT_EQ(exchange.origin, "https://phantom.example:8443");
  EXPECT_EQ(exchange.began, machine_.now());
  EXPECT_EQ(exchange.request.headers, told.request.headers);
  EXPECT_EQ(exchange.request.body.bytes, "abc");
  EXPECT_THAT(*exchange.request.body.chunks, ElementsAre(2, 1));
  ASSERT_THAT(exchange.interim, SizeIs(1));
  EXPECT_EQ(exchange.interim.front().reason, "Early Hints");
  EXPECT_EQ(exchange.response->status, 201);
  EXPECT_EQ(exchange.response->reason, "Made");
  EXPECT_EQ(exchange.response->headers, told.reply->headers);
  EXPECT_EQ(exchange.response->body.bytes, "onetwo");
  EXPECT_EQ(exchange.response->body.trailers, told.reply_trailers);
  EXPECT_EQ(exchange.outcome, Outcome::complete);
  EXPECT_LE(exchange.request_took, exchange.first_byte);
  EXPECT_LE(exchange.first_byte, exchange.took);
  ASSERT_THAT(recording.sessions, SizeIs(1));
  EXPECT_EQ(recording.sessions.front().key_id, "0badcafe");
  EXPECT_TRUE(recording.sessions.front().redacted);
}

TEST_F(RecorderTest, LetsNoSecretReachTheDiskWhateverTheSizeOfItsBody) {
  Recorder::Options options;
  options.body_limit = 100'000;
  const auto recorder = open(std::move(options));
  for (const std::size_t size : {std::size_t{10}, std::size_t{70'000}, std::size_t{300'000}}) {
    SCOPED_TRACE(size);
    const std::string secret{test::fake_secret};
    ToldExchange told = told_get("/login?password=" + secret, secret + std::string(size, '.') + secret);
    told.reply->headers = {{"X-Token", secret}};
    const std::string body = told.reply_pieces.front();
    told.reply_pieces = {body.substr(0, 3), body.substr(3, size), body.substr(3 + size)};
    const auto tap = recorder->watch(1);
    told.tell_request(*tap);
    told.tell_reply(*tap);
    EXPECT_THAT(everything(), Not(HasSubstr(secret))) << "while it streams";
    EXPECT_TRUE(tap->on_end({}));
    EXPECT_THAT(everything(), Not(HasSubstr(secret)));
    const Exchange exchange = log().exchanges.back();
    const auto reader = recording::LogReader::open(files_, folder_);
    std::string clean = body;
    test::replace_fake_secret(clean);
    EXPECT_EQ(*reader->bytes(exchange.response->body, 1 << 20), clean);
    EXPECT_EQ(exchange.response->body.size, body.size());
    EXPECT_TRUE(exchange.response->body.replaced);
    EXPECT_THAT(exchange.secrets, Not(IsEmpty()));
  }
}

TEST_F(RecorderTest, KeepsEqualLongBodiesOnceAndWholeUnderTheirDigest) {
  const auto recorder = open();
  const std::string body(recording::most_inline_body + 1, 'b');
  EXPECT_TRUE(record(*recorder, told_get("/a", body)));
  EXPECT_TRUE(record(*recorder, told_get("/b", body)));
  EXPECT_TRUE(record(*recorder, told_get("/c", body.substr(1))));
  EXPECT_THAT(bodies(), ElementsAre(sha256(body)));
  const auto exchanges = log().exchanges;
  ASSERT_THAT(exchanges, SizeIs(3));
  EXPECT_EQ(exchanges[0].response->body.kept, Body::Kept::beside);
  EXPECT_EQ(exchanges[1].response->body.file, "bodies/" + sha256(body));
  EXPECT_EQ(exchanges[2].response->body.kept, Body::Kept::here);
}

TEST_F(RecorderTest, KeepsOnlySizeAndKeyedDigestOfWhatCannotBeScanned) {
  Recorder::Options options;
  options.body_limit = 1'000;
  const auto recorder = open(std::move(options));
  ToldExchange told = told_get("/odd");
  told.reply->headers = {{"Content-Encoding", "odd"}};
  told.reply_pieces = {std::string(2'000, 'a'), "odd!", std::string(2'000, 'b')};
  EXPECT_TRUE(record(*recorder, told));
  const Body body = log().exchanges.front().response->body;
  EXPECT_EQ(body.kept, Body::Kept::not_kept);
  EXPECT_EQ(body.size, 4'004u);
  EXPECT_EQ(body.why, "its coding is odd");
  EXPECT_EQ(body.digest,
            Digest{"the key"}.feed(std::string(2'000, 'a') + "odd!" + std::string(2'000, 'b')).hexadecimal());
  EXPECT_THAT(bodies(), IsEmpty());
}

TEST_F(RecorderTest, WritesWhatCameWhereRedactionIsOff) {
  raw_ = true;
  Recorder::Options options;
  options.body_limit = 100'000;
  const auto recorder = open(std::move(options));
  const std::string body(200'000, 'r');
  EXPECT_TRUE(record(*recorder, told_get("/?password=hunter2", body)));
  const auto recording = log();
  EXPECT_FALSE(recording.sessions.front().redacted);
  EXPECT_EQ(recording.exchanges.front().request.target, "/?password=hunter2");
  EXPECT_THAT(bodies(), ElementsAre(sha256(body)));
  const auto rights = std::filesystem::status(log_file()).permissions();
  EXPECT_EQ(rights, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(RecorderTest, StreamsBodiesOnceAllThatAreHeldAreTooMuch) {
  Recorder::Options options;
  options.held_bytes = 1'000;
  const auto recorder = open(std::move(options));
  const auto first = recorder->watch(1), second = recorder->watch(2);
  const ToldExchange told = told_get("/held", std::string(600, 'h'));
  told.tell_request(*first);
  told.tell_reply(*first);
  told.tell_request(*second);
  told.tell_reply(*second);
  EXPECT_TRUE(first->on_end({}));
  EXPECT_TRUE(second->on_end({}));
  EXPECT_TRUE(record(*recorder, told)) << "what was held is given back";
  const auto exchanges = log().exchanges;
  ASSERT_THAT(exchanges, SizeIs(3));
  EXPECT_EQ(exchanges[0].response->body.kept, Body::Kept::here);
  EXPECT_EQ(exchanges[1].response->body.kept, Body::Kept::beside);
  EXPECT_EQ(exchanges[2].response->body.kept, Body::Kept::here);
}

TEST_F(RecorderTest, MarksExchangesThatDidNotEndWell) {
  const auto recorder = open();
  ToldExchange cut = told_get("/cut", "half of");
  cut.reply_ends = false;
  cut.end = {net::ProxyEnd::Kind::upstream_cut, 0, "the server closed"};
  ToldExchange failed = told_get("/failed");
  failed.reply.reset();
  failed.end = {net::ProxyEnd::Kind::upstream_failed, 502, "connection refused"};
  EXPECT_TRUE(record(*recorder, cut));
  EXPECT_TRUE(record(*recorder, failed));
  const auto exchanges = log().exchanges;
  EXPECT_EQ(exchanges[0].outcome, Outcome::upstream_cut);
  EXPECT_FALSE(exchanges[0].response->body.complete);
  EXPECT_EQ(exchanges[0].response->body.bytes, "half of");
  EXPECT_TRUE(exchanges[0].request.body.complete);
  EXPECT_EQ(exchanges[1].outcome, Outcome::upstream_failed);
  EXPECT_FALSE(exchanges[1].response);
  EXPECT_EQ(exchanges[1].failure, "connection refused");
}

TEST_F(RecorderTest, NumbersExchangesAsTheyBeginAndSaysUpToWhichTheDiskHasThem) {
  const auto recorder = open();
  const auto first = recorder->watch(1), second = recorder->watch(2), third = recorder->watch(3);
  for (net::Tap* tap : {first.get(), second.get(), third.get()}) told_get("/").tell_request(*tap);
  EXPECT_TRUE(third->on_end({}));
  EXPECT_TRUE(first->on_end({}));
  recorder->stop();
  const auto progress = recorder->counts().log;
  EXPECT_EQ(progress.written, 2u);
  EXPECT_EQ(progress.synced, 2u);
  EXPECT_EQ(progress.up_to, 1u) << "the second is not there yet";
  EXPECT_FALSE(second->on_end({})) << "it has stopped";
  EXPECT_EQ(recorder->counts().log.up_to, 3u);
}

TEST_F(RecorderTest, BoundsWhatAServerMayMakeALineOf) {
  const auto recorder = open();
  ToldExchange told = told_get("/");
  told.interim.assign(1'000, {103, "", 1, {}});
  told.reply_chunks.emplace(1'000'000, 1);
  EXPECT_TRUE(record(*recorder, told));
  const Exchange exchange = log().exchanges.front();
  EXPECT_THAT(exchange.interim, SizeIs(64));
  EXPECT_THAT(*exchange.response->body.chunks, SizeIs(65'536));
  EXPECT_EQ(exchange.response->body.chunks->back(), 1'000'000u - 65'535u);
}

TEST_F(RecorderTest, RefusesATakenFolderUnlessItIsToldTo) {
  EXPECT_TRUE(record(*open(), told_get("/first")));
  const auto refused = try_to_open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_THAT(refused.error().hint, HasSubstr("--resume"));

  {
    const auto resumed = open(with(Opening::resume));
    EXPECT_EQ(resumed->found().session, 2u);
    EXPECT_EQ(resumed->found().exchanges, 1u);
    EXPECT_TRUE(record(*resumed, told_get("/second")));
  }
  const auto recording = log();
  EXPECT_THAT(recording.sessions, SizeIs(2));
  ASSERT_THAT(recording.exchanges, SizeIs(2));
  EXPECT_EQ(recording.exchanges[1].number, 2u);
  EXPECT_EQ(recording.exchanges[1].session, 2u);

  EXPECT_TRUE(record(*open(with(Opening::replace)), told_get("/third", std::string(70'000, 'x'))));
  open(with(Opening::replace));
  EXPECT_THAT(log().exchanges, IsEmpty());
  EXPECT_THAT(bodies(), IsEmpty());
}

TEST_F(RecorderTest, IsTheOnlyOneInItsFolder) {
  const auto recorder = open();
  for (const Opening opening : {Opening::fresh, Opening::resume, Opening::replace}) {
    const auto second = try_to_open(with(opening));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::io);
    EXPECT_THAT(second.error().what, HasSubstr("another process does"));
  }
}

TEST_F(RecorderTest, LeavesForeignFilesAlone) {
  std::filesystem::create_directories(folder_);
  std::ofstream{folder_ + "/letters.txt"} << "mine";
  for (const Opening opening : {Opening::fresh, Opening::resume, Opening::replace})
    EXPECT_EQ(try_to_open(with(opening)).error().code, ErrorCode::conflict);
  std::filesystem::remove(folder_ + "/letters.txt");
  std::ofstream{log_file()} << "{\"mine\": true}\n";
  for (const Opening opening : {Opening::fresh, Opening::resume, Opening::replace})
    EXPECT_EQ(try_to_open(with(opening)).error().code, ErrorCode::conflict);
  EXPECT_EQ(bytes_of(log_file()), "{\"mine\": true}\n");
}

TEST_F(RecorderTest, ForcedRemovesItsOwnFilesOnly) {
  EXPECT_TRUE(record(*open(), told_get("/", std::string(70'000, 'x'))));
  std::ofstream{folder_ + "/bodies/notes.txt"} << "mine";
  std::ofstream{folder_ + "/pack.yaml"} << "mine";
  open(with(Opening::replace));
  EXPECT_THAT(bodies(), ElementsAre("notes.txt"));
  EXPECT_EQ(bytes_of(folder_ + "/pack.yaml"), "mine");
}

TEST_F(RecorderTest, CutsATornRecordOffWhereverItWasTorn) {
  {
    const auto recorder = open();
    EXPECT_TRUE(record(*recorder, told_get("/first")));
    EXPECT_TRUE(record(*recorder, told_get("/second")));
  }
  const std::string whole = bytes_of(log_file());
  const std::size_t second = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t cut = second; cut < whole.size(); cut += 7) {
    SCOPED_TRACE(cut);
    std::filesystem::resize_file(log_file(), cut);
    std::ofstream{folder_ + "/bodies/3.part"} << "half a body";
    const auto resumed = open(with(Opening::resume));
    EXPECT_EQ(resumed->found().torn_bytes, cut - second);
    EXPECT_EQ(resumed->found().exchanges, 1u);
    EXPECT_TRUE(record(*resumed, told_get("/next")));
    EXPECT_THAT(bodies(), IsEmpty());
    const auto recording = log();
    ASSERT_THAT(recording.exchanges, SizeIs(2));
    EXPECT_EQ(recording.exchanges[1].request.target, "/next");
    EXPECT_EQ(recording.damage.torn_bytes + recording.damage.damaged_lines, 0u);
    std::ofstream{log_file(), std::ios::binary | std::ios::trunc} << whole;
  }
}

TEST_F(RecorderTest, GoesOnBehindALogWithNothingWholeInIt) {
  open();
  std::filesystem::resize_file(log_file(), 20);
  const auto resumed = open(with(Opening::resume));
  EXPECT_EQ(resumed->found().torn_bytes, 20u);
  EXPECT_TRUE(record(*resumed, told_get("/")));
  EXPECT_THAT(log().exchanges, SizeIs(1));
}

/// While it lives no file of this process grows past `bytes`: a full disk, for whoever may not mount one.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
};

struct FullDisk {
  const char* what;
  std::size_t body;  ///< of the exchange that does not fit: in the log, beside it, streamed
};

class FullDiskTest : public RecorderTest, public testing::WithParamInterface<FullDisk> {
 protected:
  /// Records one exchange, then one more than fits; what on_end said of that and of the next, once there is room again.
  std::vector<bool> fill(Recorder& recorder) {
    EXPECT_TRUE(record(recorder, told_get("/fits")));
    sound_ = bytes_of(log_file());
    std::vector<bool> said;
    {
      const FileSizeLimit limit{sound_.size() + 100};
      said.push_back(record(recorder, told_get("/too-much", std::string(GetParam().body, 'x'))));
    }
    said.push_back(record(recorder, told_get("/later")));
    recorder.stop();
    return said;
  }
  Recorder::Options options(Recorder::OnFull on_full) {
    Recorder::Options options;
    options.body_limit = 100'000;
    options.on_full = on_full;
    options.ended = [this](const Error& why) { told_.push_back(why); };
    return options;
  }
  std::string sound_;
  Errors told_;
};

TEST_P(FullDiskTest, EndsWithASoundLogAndAnswersNothingMore) {
  const auto recorder = open(options(Recorder::OnFull::stop));
  EXPECT_THAT(fill(*recorder), ElementsAre(false, false));
  EXPECT_EQ(bytes_of(log_file()), sound_) << "what was written of the line is taken back";
  EXPECT_THAT(bodies(), IsEmpty());
  ASSERT_THAT(told_, SizeIs(1));
  EXPECT_THAT(told_.front().what, HasSubstr("cannot write " + folder_));
  EXPECT_TRUE(recorder->failure());
  EXPECT_EQ(recorder->counts().unrecorded, 0u);
}

TEST_P(FullDiskTest, OrGoesOnUnrecordedAndCounts) {
  const auto recorder = open(options(Recorder::OnFull::pass));
  EXPECT_THAT(fill(*recorder), ElementsAre(true, true));
  EXPECT_EQ(bytes_of(log_file()), sound_);
  EXPECT_THAT(told_, SizeIs(1));
  EXPECT_EQ(recorder->counts().unrecorded, 2u);
  EXPECT_EQ(recorder->counts().log.written, 1u);
}

INSTANTIATE_TEST_SUITE_P(Recorder, FullDiskTest,
                         testing::Values(FullDisk{"InTheLog", 1'000}, FullDisk{"BesideTheLog", 80'000},
                                         FullDisk{"Streamed", 300'000}),
                         [](const auto& row) { return row.param.what; });

}  // namespace
}  // namespace phantomime::server
