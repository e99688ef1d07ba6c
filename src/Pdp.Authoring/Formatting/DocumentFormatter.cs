using System.Collections.Immutable;
using Pdp.Bundles;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Reading;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Formatting;

/// <summary>What came of formatting a document.</summary>
/// <param name="Text">The document as the house writes it; null when it is no JSON that can be read without doubt.</param>
/// <param name="Problems">Why not; empty otherwise.</param>
public sealed record FormatResult(string? Text, ImmutableArray<SourceDiagnostic> Problems);

/// <summary>
/// Writes policy documents as the house does, and the expressions in them. Members, elements, texts and numbers stay as they are and in
/// their order; only blanks, line ends and the inner form of expressions change.
/// <para>
/// An object or array stays on one line where its author began its first member on the line of the bracket, as long as the line is no
/// longer than <see cref="Width"/>; otherwise each member has a line of its own. One empty line between members stays.
/// </para>
/// </summary>
public static class DocumentFormatter
{
    /// <summary>Longest line of an object or array that stays on one line, in characters. A long text alone may be longer.</summary>
    public const int Width = 120;

    /// <summary>Formats a document.</summary>
    /// <param name="file">How problems name it.</param>
    /// <param name="utf8">Its octets.</param>
    public static FormatResult Format(string file, byte[] utf8)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(utf8);
        var problems = new List<JsonProblem>();
        var root = JsonTreeReader.Read(utf8, LoadOptions.DeepestJson, problems);
        if (root is null || problems.Count > 0)
        {
            var text = new DocumentText(file, utf8);
            foreach (var problem in problems) text.Error(problem);
            return new FormatResult(null, [.. text.Findings]);
        }

        return new FormatResult(new DocumentWriter(utf8, ExpressionPlaces.Of(root)).Write(root), []);
    }

    /// <summary>Whether a text is a policy document of any kind, or may be one but is no JSON.</summary>
    /// <param name="utf8">The octets.</param>
    public static bool IsPolicyDocument(byte[] utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return JsonTreeReader.Read(utf8, LoadOptions.DeepestJson, []) is not { } root
            || (root["apiVersion"] is { IsString: true }
                && root["kind"] is { IsString: true } kind && DocumentKinds.All.Contains(kind.Text, StringComparer.Ordinal));
    }
}
