using Pdp.Authoring.Editor.Answers;
using Pdp.Authoring.Editor.Files;
using Pdp.Authoring.Editor.Text;
using Pdp.Language.Diagnostics;
using Pdp.LanguageServer.Protocol;
using Diagnostic = Pdp.LanguageServer.Protocol.Diagnostic;

namespace Pdp.LanguageServer.Serving;

/// <summary>Answers in the protocol's form.</summary>
internal static class Answers
{
    private const int PlainText = 1;
    private const int Snippet = 2;
    private const int Unnecessary = 1;

    public static Protocol.Range Of(EditorRange range) => new(Of(range.Start), Of(range.End));

    public static Diagnostic Of(EditorFinding finding)
    {
        var diagnostic = finding.Diagnostic;
        return new Diagnostic(
            Of(finding.Range), diagnostic.Severity == Severity.Error ? 1 : 2, diagnostic.Code, "pdp",
            diagnostic.Help is { } help ? $"{diagnostic.Message}\n{help}" : diagnostic.Message, finding.IsUnnecessary ? [Unnecessary] : null);
    }

    public static TextEdit Of(EditorEdit edit) => new(Of(edit.Range), edit.Text);

    public static CompletionItem Of(EditorCompletion completion, bool snippets)
    {
        var isSnippet = snippets && completion.Snippet is not null;
        var edit = Of(completion.Edit);
        if (isSnippet) edit = edit with { NewText = completion.Snippet! };
        // editors filter by the text that is replaced, which has its quotes
        var filter = completion.Kind is CompletionKind.Member or CompletionKind.Value or CompletionKind.Policy && edit.NewText.StartsWith('"') ? $"\"{completion.Label}\"" : completion.Label;
        return new CompletionItem(
            completion.Label, Kind(completion.Kind), completion.Detail, MarkupContent.Of(completion.Documentation), $"{completion.Order}{completion.Label}", filter, edit, isSnippet ? Snippet : PlainText);
    }

    public static DocumentSymbol Of(EditorSymbol symbol) => new(
        symbol.Name, symbol.Detail, Kind(symbol.Kind), Of(symbol.Range), Of(symbol.NameRange), [.. symbol.Children.Select(Of)]);

    private static Position Of(EditorPosition position) => new(position.Line, position.Character);

    // the numbers of the protocol
    private static int Kind(CompletionKind kind) => kind switch
    {
        CompletionKind.Member => 10,
        CompletionKind.Value => 12,
        CompletionKind.Attribute => 5,
        CompletionKind.Variable => 6,
        CompletionKind.Definition => 21,
        CompletionKind.Function => 3,
        CompletionKind.Method => 2,
        CompletionKind.Policy => 18,
        _ => 14,
    };

    private static int Kind(EditorSymbolKind kind) => kind switch
    {
        EditorSymbolKind.Policy => 5,
        EditorSymbolKind.Rule => 6,
        EditorSymbolKind.Reference => 2,
        EditorSymbolKind.Variable => 13,
        EditorSymbolKind.Constant => 14,
        EditorSymbolKind.Condition => 12,
        EditorSymbolKind.Kind => 23,
        EditorSymbolKind.Attribute => 7,
        EditorSymbolKind.Entity => 19,
        _ => 24,
    };
}
