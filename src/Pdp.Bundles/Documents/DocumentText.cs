using System.Globalization;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Documents;

/// <summary>A document's text while it is read, and what is found in it.</summary>
internal sealed class DocumentText(string file, JsonContent content)
{
    /// <summary>So many findings are told; how many more there are, one more tells.</summary>
    public const int MostFindings = 1000;

    private List<SourceDiagnostic>? _findings;
    private TextIndex? _index;
    private ReadOnlyMemory<byte>? _utf8;
    private JsonNode? _passedOver;
    private JsonNode? _root;
    private int _untold;

    public DocumentText(string file, byte[] utf8)
        : this(file, new JsonContent(utf8))
    {
    }

    /// <summary>Path below the policy root.</summary>
    public string File { get; } = file;

    public ReadOnlyMemory<byte> Utf8 => _utf8 ??= Content.Utf8;

    /// <summary>The text, for what is to outlive the reading of it.</summary>
    public JsonContent Content { get; } = content;

    public IReadOnlyList<SourceDiagnostic> Findings => _findings ?? [];

    /// <summary>Whether nothing more is told one by one.</summary>
    public bool IsFull => Findings.Count >= MostFindings;

    private TextIndex Index => _index ??= new TextIndex(Utf8);

    public SourceLocation Location => new(File, "");

    /// <summary>
    /// The place of a member in the file, or of the nearest one around it; null when the text is no JSON. The tree is read
    /// again for it: few documents are asked, and the trees of all would be many times as large as the documents.
    /// </summary>
    public FilePosition? Find(string pointer)
    {
        _root ??= JsonTreeReader.Read(Utf8.Span, LoadOptions.DeepestJson, []);
        if (_root is null) return null;
        var node = JsonPointer.Nearest(_root, pointer);
        return Index.Position(node.Offset, node.Length);
    }

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

    /// <summary>Ends the findings: nothing was passed over or left out without a word.</summary>
    public void Close()
    {
        if (_untold > 0)
        {
            (_findings ??= []).Add(new SourceDiagnostic(
                DocumentDiagnosticCodes.TooLarge, Severity.Error, Location,
                string.Create(CultureInfo.InvariantCulture, $"{_untold} more errors of this file are not told"))
            {
                Position = Index.Position(Utf8.Length, 0),
            });
        }

        if (Findings.Count == 0 && _passedOver is { } node)
            Error(DocumentDiagnosticCodes.Malformed, node, "this cannot be read");
    }

    /// <summary>An error of the reader.</summary>
    public void Error(JsonProblem problem) =>
        Add(problem.Code, problem.Pointer, problem.Offset, problem.Length, problem.Message, problem.Help);

    private void Add(string code, string pointer, int offset, int length, string message, string? help)
    {
        if (IsFull)
        {
            _untold++;
            return;
        }

        (_findings ??= []).Add(new SourceDiagnostic(code, Severity.Error, new SourceLocation(File, pointer), message, help)
        {
            Position = Index.Position(offset, length),
        });
    }
}
