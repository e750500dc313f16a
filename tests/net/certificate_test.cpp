#include "phantomime/net/certificate.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "phantomime/net/certificate_authority.hpp"

namespace phantomime::net {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A folder of one test; gone with it.
class CertificateTest : public testing::Test {
 protected:
  CertificateTest()
      : root_{testing::TempDir() + "certificate_" + std::to_string(::getpid()) + "_" +
              testing::UnitTest::GetInstance()->current_test_info()->name()},
        folder_{root_ + "/data/tls"} {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~CertificateTest() override { fs::remove_all(root_); }

  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file{folder_ + "/" + name};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream{folder_ + "/" + name} << text; }
  [[nodiscard]] unsigned mode(const std::string& path) const {
    struct stat status {};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777u;
  }

  std::string root_;
  std::string folder_;
};

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

std::unique_ptr<X509, FreeCertificate> parse(const std::string& pem) {
  BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  std::unique_ptr<X509, FreeCertificate> certificate{PEM_read_bio_X509(bio, nullptr, nullptr, nullptr)};
  BIO_free(bio);
  return certificate;
}

bool speaks_for(const std::string& pem, const char* name) {
  const auto certificate = parse(pem);
  return X509_check_host(certificate.get(), name, 0, 0, nullptr) == 1 ||
         X509_check_ip_asc(certificate.get(), name, 0) == 1;
}

TEST_F(CertificateTest, IsMadeWithItsAuthority) {
  const auto kept = keep_certificate(folder_, {"mock.example", "10.1.2.3", "0.0.0.0", "bad name,DNS:evil"});
  ASSERT_TRUE(kept) << kept.error().what;
  EXPECT_EQ(kept->files.certificate, folder_ + "/server.pem");
  EXPECT_EQ(kept->files.key, folder_ + "/server.key");
  EXPECT_EQ(kept->ca, folder_ + "/ca.pem");
  EXPECT_EQ(mode(folder_), 0700u);
  EXPECT_EQ(mode(kept->files.key), 0600u);
  EXPECT_EQ(mode(folder_ + "/ca.key"), 0600u);

  const std::string server = read("server.pem");
  for (const char* name : {"127.0.0.1", "::1", "localhost", "mock.example", "10.1.2.3"}) {
    EXPECT_TRUE(speaks_for(server, name)) << name;
  }
  for (const char* name : {"evil", "0.0.0.0", "example.org"}) EXPECT_FALSE(speaks_for(server, name)) << name;
  EXPECT_TRUE(server.ends_with(read("ca.pem"))) << "the chain is sent along";

  const auto leaf = parse(server);
  const auto authority = parse(read("ca.pem"));
  EXPECT_EQ(X509_get_pathlen(authority.get()), 0);
  EXPECT_EQ(X509_check_ca(authority.get()), 1);
  EXPECT_EQ(X509_check_ca(leaf.get()), 0);
  EXPECT_EQ(X509_verify(leaf.get(), X509_get0_pubkey(authority.get())), 1);
  int days = 0;
  int seconds = 0;
  ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf.get()), X509_get0_notAfter(leaf.get()));
  EXPECT_EQ(days, 397);
}

TEST_F(CertificateTest, KeepsOneAuthorityForServersAndProxies) {
  const auto authority = keep_authority(folder_);
  ASSERT_TRUE(authority) << authority.error().what;
  EXPECT_EQ(authority->file, folder_ + "/ca.pem");
  EXPECT_EQ(authority->pair.certificate, read("ca.pem"));
  EXPECT_EQ(authority->pair.key, read("ca.key"));
  EXPECT_EQ(mode(folder_ + "/ca.key"), 0600u);

  const auto kept = keep_certificate(folder_, {});
  ASSERT_TRUE(kept) << kept.error().what;
  EXPECT_TRUE(read("server.pem").ends_with(authority->pair.certificate)) << "the server's is signed by the same";
  const auto again = keep_authority(folder_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->pair.key, authority->pair.key);
  EXPECT_TRUE(make_leaf(again->pair, {"phantom.example"}));
}

TEST_F(CertificateTest, IsKept) {
  ASSERT_TRUE(keep_certificate(folder_, {"mock.example"}));
  const std::string server = read("server.pem");
  ASSERT_TRUE(keep_certificate(folder_, {}));
  ASSERT_TRUE(keep_certificate(folder_, {"mock.example", "localhost"}));
  EXPECT_EQ(read("server.pem"), server);
}

TEST_F(CertificateTest, IsRenewedUnderTheSameAuthority) {
  ASSERT_TRUE(keep_certificate(folder_, {}));
  const std::string authority = read("ca.pem");
  const std::string server = read("server.pem");
  ASSERT_TRUE(keep_certificate(folder_, {"another.example"}));
  EXPECT_NE(read("server.pem"), server) << "a name was missing";
  EXPECT_EQ(read("ca.pem"), authority) << "clients need not be told anew whom to trust";
}

TEST_F(CertificateTest, IsReplacedWhereWhatIsThereIsUnusable) {
  const struct {
    const char* file;
    const char* text;
    bool authority_stays;
  } table[] = {
      {"server.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n", true},
      {"server.key", "", true},
      {"server.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", true},
      {"ca.pem", "nonsense", false},
  };
  for (const auto& row : table) {
    SCOPED_TRACE(row.file);
    ASSERT_TRUE(keep_certificate(folder_, {}));
    const std::string authority = read("ca.pem");
    write(row.file, row.text);
    ASSERT_TRUE(keep_certificate(folder_, {}));
    EXPECT_NE(read(row.file), row.text);
    EXPECT_EQ(read("ca.pem") == authority, row.authority_stays);
    EXPECT_TRUE(is_sound({read("server.pem"), read("server.key")}, std::chrono::hours{1}, {}, read("ca.pem")));
  }
}

TEST_F(CertificateTest, IsMadeAnewWhereKeyAndCertificateDoNotBelongTogether) {
  ASSERT_TRUE(keep_certificate(folder_, {}));
  const auto authority = make_authority();
  ASSERT_TRUE(authority);
  const auto foreign = make_leaf(*authority, {"127.0.0.1", "::1", "localhost"});
  ASSERT_TRUE(foreign);
  write("server.key", foreign->key);
  ASSERT_TRUE(keep_certificate(folder_, {}));
  EXPECT_NE(read("server.key"), foreign->key);
  // A pair that is sound, but that nobody was told to trust.
  write("server.pem", foreign->certificate);
  write("server.key", foreign->key);
  ASSERT_TRUE(keep_certificate(folder_, {}));
  EXPECT_NE(read("server.key"), foreign->key);
}

TEST_F(CertificateTest, IsRenewedBeforeItExpires) {
  const auto authority = make_authority();
  const auto leaf = make_leaf(*authority, {"localhost"});
  const auto within = [&](int days) {
    return is_sound(*leaf, std::chrono::hours{24 * days}, {"localhost"}, authority->certificate);
  };
  EXPECT_TRUE(within(30));
  EXPECT_TRUE(within(395));
  EXPECT_FALSE(within(397));
}

TEST_F(CertificateTest, NeverFollowsALink) {
  ASSERT_TRUE(keep_certificate(folder_, {}));
  const std::string precious = root_ + "/precious";
  std::ofstream{precious} << read("server.key");
  fs::remove(folder_ + "/server.key");
  fs::create_symlink(precious, folder_ + "/server.key");
  fs::create_symlink(precious, folder_ + "/server.pem.new");
  ASSERT_TRUE(keep_certificate(folder_, {}));
  EXPECT_FALSE(fs::is_symlink(folder_ + "/server.key"));
  std::ifstream file{precious};
  std::ostringstream kept;
  kept << file.rdbuf();
  EXPECT_NE(kept.str(), read("server.key"));
  EXPECT_THAT(kept.str(), HasSubstr("PRIVATE KEY"));
}

TEST_F(CertificateTest, IsMadeOnceByManyAtTheSameTime) {
  std::vector<std::thread> threads;
  std::vector<std::string> seen(8);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    threads.emplace_back([this, i, &seen] {
      const auto kept = keep_certificate(folder_, {});
      seen[i] = kept ? read("server.key") + read("server.pem") : kept.error().what;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : seen) EXPECT_EQ(one, seen[0]);
  EXPECT_TRUE(is_sound({read("server.pem"), read("server.key")}, std::chrono::hours{1}, {"localhost"}, read("ca.pem")));
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder_}) names.push_back(entry.path().filename().string());
  EXPECT_THAT(names, testing::UnorderedElementsAre("ca.key", "ca.pem", "lock", "server.key", "server.pem"));
}

TEST_F(CertificateTest, SaysWhereItCannotBeKept) {
  std::ofstream{root_ + "/data"} << "a file where a folder should be";
  const auto kept = keep_certificate(folder_, {});
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, ErrorCode::io);
  EXPECT_EQ(kept.error().what, "cannot open the folder " + folder_ + ": not a directory");
  EXPECT_EQ(kept.error().hint,
            "choose another folder with XDG_DATA_HOME, or bring a certificate with --tls-cert and --tls-key");
}

TEST_F(CertificateTest, SaysWhichFileTheDiskRefuses) {
  // /dev/full style trouble without a full disk: a folder stands where the file should go.
  fs::create_directories(folder_ + "/ca.key/in the way");
  const auto kept = keep_certificate(folder_, {});
  ASSERT_FALSE(kept);
  EXPECT_THAT(kept.error().what, HasSubstr("cannot write " + folder_ + "/ca.key: "));
  EXPECT_FALSE(fs::exists(folder_ + "/ca.key.new"));
}

TEST(CertificateFolderName, FollowsTheXdgRules) {
  const std::string folder = default_certificate_folder();
  EXPECT_TRUE(folder.starts_with("/"));
  EXPECT_TRUE(folder.ends_with("/phantomime/tls"));
}

}  // namespace
}  // namespace phantomime::net
