using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Documents;

/// <summary>A document's text while it is read, and what is found in it.</summary>
internal sealed class DocumentText(string file, byte[] utf8)
{
    private readonly List<SourceDiagnostic> _findings = [];
    private readonly TextIndex _index = new(utf8);
    private JsonNode? _passedOver;

    /// <summary>Path below the policy root.</summary>
    public string File { get; } = file;

    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>The root value; null when the text is no JSON.</summary>
    public JsonNode? Root { get; set; }

    public IReadOnlyList<SourceDiagnostic> Findings => _findings;

    public SourceLocation Location => new(File, "");

    /// <summary>The place of a value in the file.</summary>
    public FilePosition Position(JsonNode node) => _index.Position(node.Offset, node.Length);

    /// <summary>An error about a value.</summary>
    public void Error(string code, JsonNode node, string message, string? help = null) =>
        Add(code, node.Pointer, node.Offset, node.Length, message, help);

    /// <summary>An error about a member's name.</summary>
    public void ErrorAtName(string code, JsonNode node, string message, string? help = null) =>
        Add(code, node.Pointer, node.NameOffset, node.NameLength, message, help);

    /// <summary>
    /// Notes that a value was passed over because it has not the form that its place needs. The schema check tells why; were it
    /// silent, <see cref="Close"/> would not be.
    /// </summary>
    public void PassOver(JsonNode node) => _passedOver ??= node;

    /// <summary>Makes sure that nothing was passed over without a word.</summary>
    public void Close()
    {
        if (_findings.Count == 0 && _passedOver is { } node)
            Error(DocumentDiagnosticCodes.Malformed, node, "this cannot be read");
    }

    /// <summary>An error of the reader.</summary>
    public void Error(JsonProblem problem) =>
        Add(problem.Code, problem.Pointer, problem.Offset, problem.Length, problem.Message, problem.Help);

    private void Add(string code, string pointer, int offset, int length, string message, string? help) =>
        _findings.Add(new SourceDiagnostic(code, Severity.Error, new SourceLocation(File, pointer), message, help)
        {
            Position = _index.Position(offset, length),
        });
}
