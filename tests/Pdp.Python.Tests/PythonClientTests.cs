using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Python.Tests;

/// <summary>The tests of <c>clients/python</c>, which are written in Python, as part of all tests.</summary>
public sealed class PythonClientTests
{
    private static string Folder { get; } = Repository.PathOf("clients", "python", "tests");

    public static TheoryData<string> Modules =>
        [.. Directory.EnumerateFiles(Folder, "test_*.py").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Modules))]
    public async Task Module_passes(string module)
    {
        var python = await Interpreter.FindOrSkipAsync();
        if (module == "test_messages.py") Peer.Protoc.PathOrSkip();

        var (exitCode, output) = await python.RunAsync("-m", "unittest", "discover", "-s", Folder, "-t", Repository.PathOf("clients", "python"), "-p", module);

        Assert.True(exitCode == 0, output);
        Assert.Matches("Ran [1-9][0-9]* test", output);
        Assert.DoesNotContain("skipped=", output, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_modules() => Assert.True(Modules.Count > 5);
}
