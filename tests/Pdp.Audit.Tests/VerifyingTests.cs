using System.Security.Cryptography;
using System.Text;
using Pdp.Audit.Tests.Support;
using Pdp.Audit.Verifying;
using Pdp.Bundles.Archives.Signing;
using Xunit;

namespace Pdp.Audit.Tests;

public sealed class VerifyingTests : IDisposable
{
    private readonly TestLog _log = new();
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _ecdsa.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task Every_change_of_a_byte_is_found_and_its_line_is_named()
    {
        await _log.WriteAsync(1, 20);
        var path = _log.Files[0].Path;
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var line = 1;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n')
            {
                line++;
                continue;
            }

            var before = bytes[i];
            bytes[i] ^= 1;
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
            bytes[i] = before;

            var error = _log.Verify().Findings.First(static finding => finding.Severity == FindingSeverity.Error);
            Assert.InRange(error.Line, line, line + 1);
        }
    }

    [Fact]
    public async Task A_line_that_is_taken_out_doubled_or_moved_is_found()
    {
        await _log.WriteAsync(1, 20);
        var path = _log.Files[0].Path;
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);

        await WriteAsync(lines[..5].Concat(lines[8..]));
        Assert.Equal((6, "records 5 to 7 before it are missing"), First());

        await WriteAsync(lines[..5].Concat(lines[4..]));
        Assert.Equal((6, "expected record 5, got 4: it was put here, or records were put in another order"), First());

        await WriteAsync(lines[1..]);
        Assert.Equal((1, "the first line of the file, which says what it follows, is missing"), First());

        Task WriteAsync(IEnumerable<string> some) => File.WriteAllTextAsync(path, string.Concat(some.Select(static one => one + "\n")), TestContext.Current.CancellationToken);
        (int, string) First() => _log.Verify().Findings.Select(static finding => (finding.Line, finding.Message)).First();
    }

    [Fact]
    public async Task A_file_that_is_missing_and_one_that_is_cut_are_found()
    {
        var options = _log.Options with { FileBytes = 1000 };
        for (var i = 0; i < 5; i++) await _log.WriteAsync(1, 10, options);
        var files = _log.Files;
        var second = await File.ReadAllLinesAsync(files[1].Path, TestContext.Current.CancellationToken);
        File.WriteAllLines(files[1].Path, second[..^2]);
        Assert.Contains(_log.Verify().Findings, finding => finding.File == files[2].Path && finding.Message.EndsWith("are missing at the end of the file before", StringComparison.Ordinal));

        File.Delete(files[1].Path);
        Assert.Contains(_log.Verify().Findings, finding => finding.File == files[2].Path && finding.Message == "1 files before it are missing");
    }

    [Fact]
    public async Task Checkpoints_show_a_log_whose_chain_was_made_anew()
    {
        using var key = SigningKey.Parse(_ecdsa.ExportPkcs8PrivateKeyPem());
        var keys = BundleKeys.Parse(_ecdsa.ExportSubjectPublicKeyInfoPem());
        await _log.WriteAsync(1, 20, _log.Options with { Key = key });
        var verdict = _log.Verify(keys);
        Assert.Empty(verdict.Findings);
        Assert.Equal((1, 22), (verdict.Checkpoints, verdict.Signed));

        // whoever knows the format changes a record and chains all again
        var path = _log.Files[0].Path;
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        lines[5] = lines[5].Replace("PERMIT", "DENIED", StringComparison.Ordinal);
        File.WriteAllLines(path, Chained(lines));
        Assert.Empty(_log.Verify().Findings);
        Assert.Equal("the signature of the checkpoint is wrong: the records up to 22 are not those that were signed", _log.Verify(keys).Findings[0].Message);

        // and takes the checkpoint away as well
        File.WriteAllLines(path, Chained(lines)[..^1]);
        Assert.StartsWith("no checkpoint is signed", Assert.Single(_log.Verify(keys).Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_trusted_is_named()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = SigningKey.Parse(_ecdsa.ExportPkcs8PrivateKeyPem());
        await _log.WriteAsync(1, 2, _log.Options with { Key = key });

        Assert.Contains($"`{key.Id}`, which is not trusted", _log.Verify(BundleKeys.Parse(other.ExportSubjectPublicKeyInfoPem())).Findings[0].Message, StringComparison.Ordinal);
    }

    private static string[] Chained(string[] lines)
    {
        var hash = new byte[32];
        return [.. lines.Select((line, i) =>
        {
            const int Seal = 75;
            var content = line[..^Seal];
            var made = SHA256.HashData([.. hash, .. Encoding.UTF8.GetBytes(content)]);
            if (i > 0) hash = made;
            return $"{content},\"hash\":\"{Convert.ToHexStringLower(made)}\"}}";
        })];
    }
}
