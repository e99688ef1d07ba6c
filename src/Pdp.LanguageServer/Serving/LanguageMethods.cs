using System.Reflection;
using System.Text.Json;
using Pdp.Authoring.Editor;
using Pdp.Authoring.Editor.Files;
using Pdp.LanguageServer.Protocol;
using Pdp.LanguageServer.Transport;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Pdp.LanguageServer.Serving;

/// <summary>
/// The methods that clients call. They are called one after another, in the order in which they were sent; what may take longer goes on
/// beside, with the state as it was when it was asked for.
/// </summary>
internal sealed class LanguageMethods : IDisposable
{
    private const int RequestFailed = -32803;
    private const int Warning = 2;

    private readonly string _version;
    private readonly MessageGate _gate;
    private readonly ServerLog _log;
    private readonly Workspace _workspace;
    private readonly TaskCompletionSource<bool> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientCapabilities _client = ClientCapabilities.None;
    private JsonRpc? _rpc;

    /// <param name="version">The program's version.</param>
    /// <param name="gate">What calls come through.</param>
    /// <param name="log">Gets what is worth a line, and faults.</param>
    public LanguageMethods(string version, MessageGate gate, ServerLog log)
    {
        _version = version;
        _gate = gate;
        _log = log;
        _workspace = new Workspace(TellAsync, session => SendAsync(session.Published.End(), static () => true), (line, fault) =>
        {
            _log.Write(line, fault);
            if (fault is not null) _ = ToldAsync(line);
        });
    }

    /// <summary>The methods that there are, and of each whether it has parameters.</summary>
    public static IReadOnlyDictionary<string, bool> All { get; } = typeof(LanguageMethods).GetMethods()
        .Select(static method => (Attribute: method.GetCustomAttribute<JsonRpcMethodAttribute>(), Parameters: method.GetParameters()))
        .Where(static one => one.Attribute is not null)
        .ToDictionary(static one => one.Attribute!.Name!, static one => one.Parameters is [{ ParameterType: var type }, ..] && type == typeof(JsonElement), StringComparer.Ordinal);

    /// <summary>Ends when the client says so; whether it had asked for the shutdown.</summary>
    public Task<bool> Exited => _exit.Task;

    /// <summary>What messages are sent over.</summary>
    public void Connect(JsonRpc rpc) => _rpc = rpc;

    [JsonRpcMethod("initialize", UseSingleObjectParameterDeserialization = true)]
    public object Initialize(JsonElement parameters)
    {
        try
        {
            return Answer("initialize", () => Start(Parameters.Read<InitializeParams>("initialize", parameters)));
        }
        catch (LocalRpcException)
        {
            _gate.Uninitialize();
            throw;
        }
    }

    [JsonRpcMethod("initialized")]
    public void Initialized() => Take("initialized", () =>
    {
        if (_client.WatchesFiles) _ = WatchAsync();
    });

    [JsonRpcMethod("shutdown")]
    public object? Shutdown() => Answer<object?>("shutdown", static () => null);

    [JsonRpcMethod("exit")]
    public void Exit() => _exit.TrySetResult(_gate.IsShutDown);

    [JsonRpcMethod("textDocument/didOpen", UseSingleObjectParameterDeserialization = true)]
    public void DidOpen(JsonElement parameters) =>
        Take<DidOpenParams>("textDocument/didOpen", parameters, arguments => _workspace.Open(arguments.TextDocument.Uri, arguments.TextDocument.Text, arguments.TextDocument.Version));

    [JsonRpcMethod("textDocument/didChange", UseSingleObjectParameterDeserialization = true)]
    public void DidChange(JsonElement parameters) =>
        Take<DidChangeParams>("textDocument/didChange", parameters, arguments => _workspace.Change(arguments.TextDocument.Uri, arguments.ContentChanges, arguments.TextDocument.Version ?? 0));

    [JsonRpcMethod("textDocument/didClose", UseSingleObjectParameterDeserialization = true)]
    public void DidClose(JsonElement parameters) => Take<DocumentParams>("textDocument/didClose", parameters, arguments => _workspace.Close(arguments.TextDocument.Uri));

    [JsonRpcMethod("textDocument/didSave", UseSingleObjectParameterDeserialization = true)]
    public void DidSave(JsonElement parameters) => Take<DocumentParams>("textDocument/didSave", parameters, arguments => _workspace.Saved(arguments.TextDocument.Uri));

    [JsonRpcMethod("workspace/didChangeWatchedFiles", UseSingleObjectParameterDeserialization = true)]
    public void DidChangeWatchedFiles(JsonElement parameters) =>
        Take<WatchedFilesParams>("workspace/didChangeWatchedFiles", parameters, arguments => _workspace.Watched(arguments.Changes));

    [JsonRpcMethod("workspace/didChangeWorkspaceFolders", UseSingleObjectParameterDeserialization = true)]
    public void DidChangeWorkspaceFolders(JsonElement parameters) => Take<WorkspaceFoldersParams>(
        "workspace/didChangeWorkspaceFolders", parameters, arguments => _workspace.ChangeFolders(Folders(arguments.Event.Added), Folders(arguments.Event.Removed)));

    [JsonRpcMethod("workspace/didChangeConfiguration")]
    public void DidChangeConfiguration() => Take("workspace/didChangeConfiguration", static () => { });

    [JsonRpcMethod("$/setTrace")]
    public void SetTrace() => Take("$/setTrace", static () => { });

    [JsonRpcMethod("textDocument/hover", UseSingleObjectParameterDeserialization = true)]
    public Hover? Hover(JsonElement parameters) => Ask("textDocument/hover", parameters, (PositionParams arguments, OpenDocument document, EditorBundle bundle) =>
        EditorQueries.Hover(bundle, document.Path, Workspace.PositionOf(arguments.Position)) is { } hover
            ? new Hover(new MarkupContent("markdown", hover.Markdown), Answers.Of(hover.Range))
            : null);

    [JsonRpcMethod("textDocument/completion", UseSingleObjectParameterDeserialization = true)]
    public CompletionList? Complete(JsonElement parameters) => Ask("textDocument/completion", parameters, (PositionParams arguments, OpenDocument document, EditorBundle bundle) =>
        new CompletionList(false, [.. EditorQueries.Complete(bundle, document.Path, Workspace.PositionOf(arguments.Position)).Select(one => Answers.Of(one, _client.Snippets))]));

    [JsonRpcMethod("textDocument/documentSymbol", UseSingleObjectParameterDeserialization = true)]
    public IReadOnlyList<DocumentSymbol>? Symbols(JsonElement parameters) => Ask("textDocument/documentSymbol", parameters, static (DocumentParams arguments, OpenDocument document, EditorBundle bundle) =>
        EditorQueries.Symbols(bundle, document.Path).Select(Answers.Of).ToList());

    [JsonRpcMethod("textDocument/definition", UseSingleObjectParameterDeserialization = true)]
    public Task<IReadOnlyList<Location>?> DefinitionAsync(JsonElement parameters, CancellationToken cancellation) => AskLaterAsync<PositionParams, IReadOnlyList<Location>>(
        "textDocument/definition", parameters, (PositionParams arguments, OpenDocument document, EditorBundle bundle) => Locations(document, EditorQueries.Definition(bundle, document.Path, Workspace.PositionOf(arguments.Position))), cancellation);

    [JsonRpcMethod("textDocument/references", UseSingleObjectParameterDeserialization = true)]
    public Task<IReadOnlyList<Location>?> ReferencesAsync(JsonElement parameters, CancellationToken cancellation) => AskLaterAsync<ReferenceParams, IReadOnlyList<Location>>(
        "textDocument/references", parameters,
        (ReferenceParams arguments, OpenDocument document, EditorBundle bundle) => Locations(document, EditorQueries.References(bundle, document.Path, Workspace.PositionOf(arguments.Position), arguments.Context?.IncludeDeclaration ?? true)), cancellation);

    [JsonRpcMethod("textDocument/prepareRename", UseSingleObjectParameterDeserialization = true)]
    public Task<PrepareRename?> PrepareRenameAsync(JsonElement parameters, CancellationToken cancellation) => AskLaterAsync("textDocument/prepareRename", parameters, (PositionParams arguments, OpenDocument document, EditorBundle bundle) =>
        EditorQueries.PrepareRename(bundle, document.Path, Workspace.PositionOf(arguments.Position)) is var (range, name)
            ? new PrepareRename(Answers.Of(range), name)
            : throw Failure(RequestFailed, "there is no name here that can be changed"), cancellation);

    [JsonRpcMethod("textDocument/rename", UseSingleObjectParameterDeserialization = true)]
    public Task<WorkspaceEdit?> RenameAsync(JsonElement parameters, CancellationToken cancellation) => AskLaterAsync("textDocument/rename", parameters, (RenameParams arguments, OpenDocument document, EditorBundle bundle) =>
    {
        bundle = Workspace.Fresh(document.Session!, bundle, cancellation);
        var rename = EditorQueries.Rename(bundle, document.Path, Workspace.PositionOf(arguments.Position), arguments.NewName, cancellation);
        if (rename.Refusal is { } why) throw Failure(RequestFailed, why);
        return EditOf(document, bundle, rename.Edits.ToDictionary(static one => one.Key, static one => one.Value.AsEnumerable(), StringComparer.Ordinal));
    }, cancellation);

    [JsonRpcMethod("textDocument/formatting", UseSingleObjectParameterDeserialization = true)]
    public Task<IReadOnlyList<TextEdit>?> FormatAsync(JsonElement parameters, CancellationToken cancellation) => AskLaterAsync<DocumentParams, IReadOnlyList<TextEdit>>(
        "textDocument/formatting", parameters, static (DocumentParams arguments, OpenDocument document, EditorBundle bundle) => EditorQueries.Format(bundle, document.Path) is { } edit ? [Answers.Of(edit)] : [], cancellation);

    [JsonRpcMethod("textDocument/codeAction", UseSingleObjectParameterDeserialization = true)]
    public Task<IReadOnlyList<CodeAction>?> CodeActionsAsync(JsonElement parameters, CancellationToken cancellation) => AskLaterAsync<CodeActionParams, IReadOnlyList<CodeAction>>(
        "textDocument/codeAction", parameters, (arguments, document, bundle) =>
    {
        var actions = new List<CodeAction>();
        // what was found in another state may stand elsewhere now
        var findings = document.Session!.Last is { } check && check.Bundle.TextOf(document.Path) == document.Text ? check.Findings.GetValueOrDefault(document.Path, []) : [];
        foreach (var finding in findings.Where(finding => IsWanted(arguments, CodeActionKinds.QuickFix) && Touches(Answers.Of(finding.Range), arguments.Range)))
        {
            var isFirst = true;
            foreach (var fix in finding.Fixes)
            {
                actions.Add(new CodeAction(fix.Title, CodeActionKinds.QuickFix, [Answers.Of(finding)], isFirst && !fix.IsWaiver ? true : null, EditOf(document, bundle, Only(document.Path, fix.Edits))));
                isFirst = false;
            }
        }

        if (IsWanted(arguments, CodeActionKinds.FixAll) && FixAll(arguments, document, bundle, findings, cancellation) is { } all) actions.Add(all);
        return actions;
    }, cancellation);

    [JsonRpcMethod("codeAction/resolve", UseSingleObjectParameterDeserialization = true)]
    public Task<CodeAction?> ResolveAsync(JsonElement parameters, CancellationToken cancellation) => AskLaterAsync<ResolveParams, CodeAction>(
        "codeAction/resolve", parameters, (arguments, document, bundle) => new CodeAction(arguments.Title, CodeActionKinds.FixAll, null, null, Fixed(document, bundle, cancellation) ?? new WorkspaceEdit([], null)), cancellation);

    public void Dispose() => _workspace.Dispose();

    private object Start(InitializeParams arguments)
    {
        _client = ClientCapabilities.Of(arguments.Capabilities);
        foreach (var folder in Folders(arguments.WorkspaceFolders ?? (arguments.RootUri is { } root ? [new WorkspaceFolder(root)] : []))) _workspace.Roots.Open(folder);
        if (arguments.WorkspaceFolders is null && arguments.RootUri is null && arguments.RootPath is { Length: > 0 } path) _workspace.Roots.Open(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        foreach (var named in Named(arguments.InitializationOptions))
        {
            foreach (var workspace in _workspace.Roots.Workspaces.DefaultIfEmpty(Environment.CurrentDirectory))
                _workspace.Roots.Name(Path.TrimEndingDirectorySeparator(Path.GetFullPath(named, workspace)));
        }

        _ = Task.Run(EditorQueries.WarmUp);
        return ServerCapabilities.Answer(_version);
    }

    private static IEnumerable<string> Folders(IReadOnlyList<WorkspaceFolder>? folders) =>
        (folders ?? []).Select(static folder => Uris.ToPath(folder.Uri)).OfType<string>().Select(Path.TrimEndingDirectorySeparator);

    // Editors ask for what may be done wherever the cursor goes: what is known is offered then, and made when it is chosen. Who asks for
    // it by its name, before saving as a rule, gets what there is in this very state.
    private CodeAction? FixAll(CodeActionParams arguments, OpenDocument document, EditorBundle bundle, IReadOnlyCollection<EditorFinding> findings, CancellationToken cancellation)
    {
        const string Title = "make all fixes that change no decision";
        var isNamed = arguments.Context?.Only is { Count: > 0 };
        if (!isNamed && !findings.Any(static finding => finding.Fixes.Any(static fix => fix is { IsSafe: true, IsWaiver: false }))) return null;
        if (!isNamed && _client.ResolvesActions) return new CodeAction(Title, CodeActionKinds.FixAll, null, null, null) { Data = new TextDocumentIdentifier(document.Uri) };
        return Fixed(document, bundle, cancellation) is { } edit ? new CodeAction(Title, CodeActionKinds.FixAll, null, null, edit) : null;
    }

    private WorkspaceEdit? Fixed(OpenDocument document, EditorBundle bundle, CancellationToken cancellation)
    {
        var check = document.Session!.Last is { IsWhole: true } last && last.Bundle.HasSameDocuments(bundle) ? last : EditorCheck.Run(bundle, cancellation);
        return check.Fixed(document.Path, cancellation) is { } edit ? EditOf(document, bundle, Only(document.Path, [edit])) : null;
    }

    private static Dictionary<string, IEnumerable<EditorEdit>> Only(string path, IEnumerable<EditorEdit> edits) => new(StringComparer.Ordinal) { [path] = edits };

    private static bool IsWanted(CodeActionParams arguments, string kind) =>
        arguments.Context?.Only is not { Count: > 0 } only || only.Any(one => kind == one || kind.StartsWith(one + ".", StringComparison.Ordinal));

    private static bool Touches(Protocol.Range one, Protocol.Range other) => !IsBefore(one.End, other.Start) && !IsBefore(other.End, one.Start);

    private static bool IsBefore(Position one, Position other) => one.Line < other.Line || (one.Line == other.Line && one.Character < other.Character);

    private List<Location> Locations(OpenDocument document, IEnumerable<Authoring.Editor.Answers.EditorLocation> found) =>
        [.. found.Select(one => new Location(_workspace.UriOf(document.Session!, one.Path, document), Answers.Of(one.Range)))];

    private WorkspaceEdit EditOf(OpenDocument document, EditorBundle bundle, Dictionary<string, IEnumerable<EditorEdit>> edits) => _client.VersionedEdits
        ? new WorkspaceEdit([.. edits.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(one => new TextDocumentEdit(
            new VersionedDocument(_workspace.UriOf(document.Session!, one.Key, document), bundle.VersionOf(one.Key)), [.. one.Value.Select(Answers.Of)]))], null)
        : new WorkspaceEdit(null, edits.ToDictionary(one => _workspace.UriOf(document.Session!, one.Key, document), static one => (IReadOnlyList<TextEdit>)[.. one.Value.Select(Answers.Of)], StringComparer.Ordinal));

    private static IEnumerable<string> Named(JsonElement options) =>
        options.ValueKind == JsonValueKind.Object && options.TryGetProperty("policies", out var folders) && folders.ValueKind == JsonValueKind.Array
            ? folders.EnumerateArray().Where(static folder => folder.ValueKind == JsonValueKind.String).Select(static folder => folder.GetString()!).Where(static folder => folder.Length > 0)
            : [];

    private Task TellAsync(BundleSession session, EditorCheck check, string? only, Func<bool> goesOn)
    {
        var open = _workspace.OpenOf(session);
        return SendAsync(session.Published.News(check, only, open, path => Uris.Of(Path.Combine(session.Shown, path))), goesOn);
    }

    private async Task SendAsync(IEnumerable<(PublishDiagnosticsParams Message, bool IsOpen)> messages, Func<bool> goesOn)
    {
        if (_rpc is not { } rpc) return;
        try
        {
            foreach (var (message, isOpen) in messages)
            {
                await rpc.NotifyWithParameterObjectAsync("textDocument/publishDiagnostics", message);
                if (!isOpen && !goesOn()) return;
            }
        }
        catch (Exception exception) when (exception is ConnectionLostException or ObjectDisposedException)
        {
            // nobody is left to be told
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            // of a folder that goes, editors tell of it alone
            var documents = new { globPattern = "**/*.json", kind = 7 };
            var gone = new { globPattern = "**", kind = 4 };
            await _rpc!.InvokeWithParameterObjectAsync<object?>("client/registerCapability", new
            {
                registrations = new[] { new { id = "pdp-files", method = "workspace/didChangeWatchedFiles", registerOptions = new { watchers = new[] { documents, gone } } } },
            });
        }
        catch (Exception exception) when (exception is RemoteRpcException or ConnectionLostException or ObjectDisposedException or OperationCanceledException)
        {
            _log.Write("the client does not watch files", exception);
        }
    }

    /// <summary>Tells people something, in the log and in the editor.</summary>
    public async Task ToldAsync(string message)
    {
        _log.Write(message, null);
        try
        {
            if (_rpc is { } rpc) await rpc.NotifyWithParameterObjectAsync("window/logMessage", new MessageParams(Warning, message));
        }
        catch (Exception exception) when (exception is ConnectionLostException or ObjectDisposedException)
        {
            // nobody is left to be told
        }
    }

    private T? Ask<TArguments, T>(string method, JsonElement parameters, Func<TArguments, OpenDocument, EditorBundle, T?> answer)
        where TArguments : class, IDocumentParams
        where T : class => Answer(method, () =>
    {
        var arguments = Parameters.Read<TArguments>(method, parameters);
        return _workspace.Find(arguments.TextDocument.Uri) is { Session: { } session } open ? answer(arguments, open, session.Bundle) : null;
    });

    private async Task<T?> AskLaterAsync<TArguments, T>(
        string method, JsonElement parameters, Func<TArguments, OpenDocument, EditorBundle, T?> answer, CancellationToken cancellation)
        where TArguments : class, IDocumentParams
        where T : class
    {
        // the state as it is now, whatever comes while the answer is made
        var (arguments, open, bundle) = Answer<(TArguments, OpenDocument?, EditorBundle?)>(method, () =>
        {
            var read = Parameters.Read<TArguments>(method, parameters);
            return _workspace.Find(read.TextDocument.Uri) is { Session: { } session } found ? (read, found, session.Bundle) : (read, null, null);
        });
        return open is null ? null : await Task.Run(() => Answer(method, () => answer(arguments, open, bundle!)), cancellation);
    }

    private void Take<TArguments>(string method, JsonElement parameters, Action<TArguments> action)
        where TArguments : class => Take(method, () => action(Parameters.Read<TArguments>(method, parameters)));

    private void Take(string method, Action action)
    {
        try
        {
            Answer<object?>(method, () =>
            {
                action();
                return null;
            });
        }
        catch (LocalRpcException exception)
        {
            // a notification has no answer that could say so; a fault is told already
            if (exception.ErrorCode == (int)JsonRpcErrorCode.InvalidParams) _ = ToldAsync($"the editor sent what cannot be read: {exception.Message}");
        }
    }

    private T Answer<T>(string method, Func<T> answer)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            var result = answer();
            _log.Write($"{method}: {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:F1} ms", null);
            return result;
        }
#pragma warning disable CA1031 // a fault of ours in one request must not end the server
        catch (Exception fault) when (fault is not (LocalRpcException or OperationCanceledException))
#pragma warning restore CA1031
        {
            _log.Write($"{method} failed", fault);
            _ = ToldAsync($"{method} failed: this is a fault in pdp, not in your policies: {fault.GetType().Name}: {fault.Message}");
            throw Failure((int)JsonRpcErrorCode.InternalError, $"{method} failed");
        }
    }

    private static LocalRpcException Failure(int code, string message) => new(message) { ErrorCode = code };
}
