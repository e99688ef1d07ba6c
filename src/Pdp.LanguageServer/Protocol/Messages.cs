using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pdp.LanguageServer.Protocol;

// The messages of the Language Server Protocol 3.17, as far as they are used here: what clients send has only the members that are read.

/// <summary>A place: line and UTF-16 unit, from 0 on.</summary>
internal sealed record Position(int Line, int Character);

/// <summary>A stretch of a document.</summary>
internal sealed record Range(Position Start, Position End);

/// <summary>A stretch of a document of a name.</summary>
internal sealed record Location(string Uri, Range Range);

/// <summary>A document by its name.</summary>
internal sealed record TextDocumentIdentifier(string Uri, int? Version = null);

/// <summary>A document as it was opened.</summary>
internal sealed record TextDocumentItem(string Uri, int Version, string Text);

/// <summary>A change: of a stretch, or without one of the whole text.</summary>
internal sealed record TextChange(Range? Range, string Text);

/// <summary>A change of a document to be made.</summary>
internal sealed record TextEdit(Range Range, string NewText);

/// <summary>Parameters of a question about a document.</summary>
internal interface IDocumentParams
{
    /// <summary>The document.</summary>
    TextDocumentIdentifier TextDocument { get; }
}

/// <summary><c>initialize</c>.</summary>
internal sealed record InitializeParams(
    string? RootUri, string? RootPath, JsonElement Capabilities, JsonElement InitializationOptions, IReadOnlyList<WorkspaceFolder>? WorkspaceFolders);

/// <summary>A folder that is open in the editor.</summary>
internal sealed record WorkspaceFolder(string Uri, string? Name = null);

/// <summary><c>textDocument/didOpen</c>.</summary>
internal sealed record DidOpenParams(TextDocumentItem TextDocument);

/// <summary><c>textDocument/didChange</c>.</summary>
internal sealed record DidChangeParams(TextDocumentIdentifier TextDocument, IReadOnlyList<TextChange> ContentChanges);

/// <summary><c>textDocument/didClose</c>, <c>didSave</c>, <c>documentSymbol</c>, <c>formatting</c>.</summary>
internal sealed record DocumentParams(TextDocumentIdentifier TextDocument) : IDocumentParams;

/// <summary><c>workspace/didChangeWatchedFiles</c>.</summary>
internal sealed record WatchedFilesParams(IReadOnlyList<FileEvent> Changes);

/// <summary>A file that has been added (1), changed (2) or removed (3).</summary>
internal sealed record FileEvent(string Uri, int Type);

/// <summary><c>workspace/didChangeWorkspaceFolders</c>.</summary>
internal sealed record WorkspaceFoldersParams(WorkspaceFoldersEvent Event);

/// <summary>The folders that were opened and closed.</summary>
internal sealed record WorkspaceFoldersEvent(IReadOnlyList<WorkspaceFolder>? Added, IReadOnlyList<WorkspaceFolder>? Removed);

/// <summary>A question about a place of a document.</summary>
internal sealed record PositionParams(TextDocumentIdentifier TextDocument, Position Position) : IDocumentParams;

/// <summary><c>textDocument/references</c>.</summary>
internal sealed record ReferenceParams(TextDocumentIdentifier TextDocument, Position Position, ReferenceContext? Context) : IDocumentParams;

/// <summary>Which references are wanted.</summary>
internal sealed record ReferenceContext(bool IncludeDeclaration);

/// <summary><c>textDocument/rename</c>.</summary>
internal sealed record RenameParams(TextDocumentIdentifier TextDocument, Position Position, string NewName) : IDocumentParams;

/// <summary><c>textDocument/codeAction</c>.</summary>
internal sealed record CodeActionParams(TextDocumentIdentifier TextDocument, Range Range, CodeActionContext? Context) : IDocumentParams;

/// <summary>Which actions are wanted.</summary>
internal sealed record CodeActionContext(IReadOnlyList<string>? Only);

/// <summary>Something found in a document.</summary>
internal sealed record Diagnostic(Range Range, int Severity, string Code, string Source, string Message, IReadOnlyList<int>? Tags);

/// <summary><c>textDocument/publishDiagnostics</c>.</summary>
internal sealed record PublishDiagnosticsParams(string Uri, int? Version, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>Text in Markdown.</summary>
internal sealed record MarkupContent(string Kind, string Value)
{
    public static MarkupContent? Of(string? markdown) => markdown is null ? null : new MarkupContent("markdown", markdown);
}

/// <summary>The answer to <c>textDocument/hover</c>.</summary>
internal sealed record Hover(MarkupContent Contents, Range Range);

/// <summary>Something that may be written.</summary>
internal sealed record CompletionItem(string Label, int Kind, string? Detail, MarkupContent? Documentation, string SortText, string FilterText, TextEdit TextEdit, int InsertTextFormat);

/// <summary>The answer to <c>textDocument/completion</c>.</summary>
internal sealed record CompletionList(bool IsIncomplete, IReadOnlyList<CompletionItem> Items);

/// <summary>The answer to <c>textDocument/prepareRename</c>.</summary>
internal sealed record PrepareRename(Range Range, string Placeholder);

/// <summary>A named part of a document.</summary>
internal sealed record DocumentSymbol(string Name, string? Detail, int Kind, Range Range, Range SelectionRange, IReadOnlyList<DocumentSymbol> Children);

/// <summary>Changes of one document in the state of a version; null: as it is on the disk.</summary>
internal sealed record TextDocumentEdit(VersionedDocument TextDocument, IReadOnlyList<TextEdit> Edits);

/// <summary>A document in the state of a version.</summary>
internal sealed record VersionedDocument(string Uri, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Version);

/// <summary>Changes of several documents.</summary>
internal sealed record WorkspaceEdit(IReadOnlyList<TextDocumentEdit>? DocumentChanges, IReadOnlyDictionary<string, IReadOnlyList<TextEdit>>? Changes);

/// <summary>Something to do about what was found.</summary>
internal sealed record CodeAction(string Title, string Kind, IReadOnlyList<Diagnostic>? Diagnostics, bool? IsPreferred, WorkspaceEdit? Edit)
{
    /// <summary>The document that it changes, where the change is still to be made.</summary>
    public TextDocumentIdentifier? Data { get; init; }
}

/// <summary><c>codeAction/resolve</c>: an action whose change is still to be made.</summary>
internal sealed record ResolveParams(string Title, TextDocumentIdentifier Data) : IDocumentParams
{
    public TextDocumentIdentifier TextDocument => Data;
}

/// <summary><c>window/logMessage</c>, <c>window/showMessage</c>: 1 error, 2 warning, 3 information, 4 log.</summary>
internal sealed record MessageParams(int Type, string Message);
