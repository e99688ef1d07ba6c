namespace Pdp.LanguageServer.Protocol;

/// <summary>What the client can do, as far as answers depend on it.</summary>
/// <param name="Snippets">Whether completions may say where the cursor goes.</param>
/// <param name="VersionedEdits">Whether changes of documents may name the version that they are of.</param>
/// <param name="WatchesFiles">Whether it can be asked to watch files.</param>
/// <param name="ResolvesActions">Whether it asks for the change of an action when that is chosen.</param>
internal sealed record ClientCapabilities(bool Snippets, bool VersionedEdits, bool WatchesFiles, bool ResolvesActions)
{
    public static ClientCapabilities None { get; } = new(false, false, false, false);

    public static ClientCapabilities Of(System.Text.Json.JsonElement capabilities) => new(
        Has(capabilities, "textDocument", "completion", "completionItem", "snippetSupport"),
        Has(capabilities, "workspace", "workspaceEdit", "documentChanges"),
        Has(capabilities, "workspace", "didChangeWatchedFiles", "dynamicRegistration"),
        Has(capabilities, "textDocument", "codeAction", "dataSupport")
            && At(capabilities, "textDocument", "codeAction", "resolveSupport", "properties") is { ValueKind: System.Text.Json.JsonValueKind.Array } properties
            && properties.EnumerateArray().Any(static property => property.ValueKind == System.Text.Json.JsonValueKind.String && property.ValueEquals("edit")));

    private static bool Has(System.Text.Json.JsonElement element, params ReadOnlySpan<string> path) => At(element, path)?.ValueKind == System.Text.Json.JsonValueKind.True;

    private static System.Text.Json.JsonElement? At(System.Text.Json.JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != System.Text.Json.JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element;
    }
}

/// <summary>What the server can do.</summary>
internal static class ServerCapabilities
{
    /// <summary>The answer to <c>initialize</c>.</summary>
    public static object Answer(string version) => new
    {
        capabilities = new
        {
            positionEncoding = "utf-16",
            textDocumentSync = new { openClose = true, change = 2, save = new { includeText = false } },
            hoverProvider = true,
            completionProvider = new { triggerCharacters = new[] { ".", "\"", "'", "?" } },
            definitionProvider = true,
            referencesProvider = true,
            documentSymbolProvider = true,
            documentFormattingProvider = true,
            renameProvider = new { prepareProvider = true },
            codeActionProvider = new { resolveProvider = true, codeActionKinds = new[] { CodeActionKinds.QuickFix, CodeActionKinds.FixAll } },
            workspace = new { workspaceFolders = new { supported = true, changeNotifications = true } },
        },
        serverInfo = new { name = "pdp", version },
    };
}

/// <summary>The kinds of actions.</summary>
internal static class CodeActionKinds
{
    public const string QuickFix = "quickfix";
    public const string FixAll = "source.fixAll.pdp";
}
