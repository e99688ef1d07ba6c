using System.IO.Enumeration;
using Pdp.Bundles.Testing;

namespace Pdp.Cli.Testing;

/// <summary>
/// Which tests to run. Without a wildcard a test is meant when its name or its file contains the text, in whatever case;
/// with <c>*</c> or <c>?</c> when the whole of either, or of <c>file: name</c>, has that form.
/// </summary>
internal sealed class TestFilter(string text)
{
    private readonly bool _isGlob = text.AsSpan().ContainsAny('*', '?');

    public bool Matches(TestSuite suite, PolicyTest test) =>
        Matches(test.Name) || Matches(suite.File) || Matches($"{suite.File}: {test.Name}");

    // Backslashes are ordinary here, unlike in the file system's globs, whose matcher this is.
    private bool Matches(string candidate) => _isGlob
        ? FileSystemName.MatchesSimpleExpression(text.Replace("\\", "\\\\", StringComparison.Ordinal), candidate, ignoreCase: true)
        : candidate.Contains(text, StringComparison.OrdinalIgnoreCase);
}
