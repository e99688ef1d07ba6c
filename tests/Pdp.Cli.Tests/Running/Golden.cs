using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Pdp.Cli.Tests.Running;

/// <summary>
/// Outputs kept as files, so that a change of what users see shows in the diff. With <c>PDP_UPDATE_GOLDEN=1</c> the files are
/// written anew and every comparison fails, so that an update can never pass for a test.
/// </summary>
internal static partial class Golden
{
    public static void Equal(string name, string actual, [CallerFilePath] string caller = "")
    {
        var normal = Normalise(actual);
        if (Environment.GetEnvironmentVariable("PDP_UPDATE_GOLDEN") is "1")
        {
            var folder = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(caller))!, "Golden");
            File.WriteAllText(Path.Combine(folder, name), normal);
            Assert.Fail($"`{name}` was written: look at the difference");
        }

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name)), normal);
    }

    // What differs from run to run and machine to machine: the revision, times, sizes in memory, where the fixtures lie.
    private static string Normalise(string text) =>
        Memory().Replace(
            Seconds().Replace(
                Revision().Replace(text, "revision <revision>"), "(<seconds> s)"), "<size>")
            .Replace(AppContext.BaseDirectory, "", StringComparison.Ordinal);

    [GeneratedRegex(@"revision [^\s\u001b]+")]
    private static partial Regex Revision();

    [GeneratedRegex(@"[\d.,]+ [KM]iB")]
    private static partial Regex Memory();

    [GeneratedRegex(@"\(\d+\.\d+ s\)")]
    private static partial Regex Seconds();
}
