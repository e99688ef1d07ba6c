using System.Text.Json;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace Pdp.LanguageServer.Transport;

/// <summary>
/// Says which messages are dispatched: those of a form that there is, of methods that there are, and in their time. It sees them in the
/// order in which they come; so what is asked right behind <c>initialize</c> comes after it.
/// </summary>
/// <param name="methods">The methods that there are, and of each whether it has parameters.</param>
/// <param name="log">Gets told of notifications that are passed over.</param>
internal sealed class MessageGate(IReadOnlyDictionary<string, bool> methods, Action<string> log)
{
    /// <summary>How deep messages may be nested.</summary>
    public const int DeepestMessage = 128;

    public const int ParseError = -32700;
    public const int NotInitialized = -32002;

    private readonly Lock _lock = new();
    private bool _isInitialized;
    private bool _isShutDown;

    /// <summary>Whether the client has asked for the shutdown.</summary>
    public bool IsShutDown
    {
        get
        {
            lock (_lock) return _isShutDown;
        }
    }

    /// <summary>Takes <c>initialize</c> back: it had no success, and may come again.</summary>
    public void Uninitialize()
    {
        lock (_lock) _isInitialized = false;
    }

    /// <summary>Whether a message is dispatched, or else why not; no reason of what is just passed over.</summary>
    public (bool IsAdmitted, Refusal? Refusal) Admit(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object) return Wrong(RequestId.Null, $"expected a message, got {Kind(message)}");
        RequestId? id = null;
        if (message.TryGetProperty("id", out var element))
        {
            if (Id(element) is not { } found) return Wrong(RequestId.Null, $"`id`: expected a number or a text, got {Kind(element)}");
            id = found;
        }

        if (!message.TryGetProperty("method", out var method))
        {
            // an answer to what we have asked
            return id is not null && (message.TryGetProperty("result", out _) || IsError(message)) ? (true, null) : Wrong(id ?? RequestId.Null, "a message has no `method`");
        }

        if (method.ValueKind != JsonValueKind.String) return Wrong(id ?? RequestId.Null, $"`method`: expected a text, got {Kind(method)}");
        lock (_lock) return Admit(method.GetString()!, id, message);
    }

    private (bool IsAdmitted, Refusal? Refusal) Admit(string method, RequestId? id, JsonElement message)
    {
        if (method == "exit") return (true, null);
        if (_isShutDown) return Refused(method, id, (int)JsonRpcErrorCode.InvalidRequest, "the server is shut down");
        if (!_isInitialized && method != "initialize") return Refused(method, id, NotInitialized, "the server is not initialized");
        if (method == "$/cancelRequest") return (true, null);
        if (!methods.TryGetValue(method, out var hasParameters)) return Refused(method, id, (int)JsonRpcErrorCode.MethodNotFound, $"there is no method `{method}`");
        if (hasParameters && !(message.TryGetProperty("params", out var parameters) && parameters.ValueKind == JsonValueKind.Object))
        {
            var refusal = new Refusal(id, (int)JsonRpcErrorCode.InvalidParams, $"{method}: `params`: expected an object, got {(message.TryGetProperty("params", out parameters) ? Kind(parameters) : "nothing")}", IsTold: id is null);
            return (false, refusal);
        }

        if (method == "initialize")
        {
            if (_isInitialized) return Refused(method, id, (int)JsonRpcErrorCode.InvalidRequest, "the server is initialized already");
            _isInitialized = id is not null;
        }

        if (method == "shutdown") _isShutDown = id is not null;
        return (true, null);
    }

    // of notifications nothing is said but in the log: it is what the protocol asks for
    private (bool IsAdmitted, Refusal? Refusal) Refused(string method, RequestId? id, int code, string why)
    {
        if (id is not null) return (false, new Refusal(id, code, why, IsTold: false));
        log($"{method} passed over: {why}");
        return (false, null);
    }

    private static (bool IsAdmitted, Refusal? Refusal) Wrong(RequestId id, string why) =>
        (false, new Refusal(id, (int)JsonRpcErrorCode.InvalidRequest, $"a message could not be read: {why}", IsTold: true));

    private static RequestId? Id(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.Number when id.TryGetInt64(out var number) => new RequestId(number),
        JsonValueKind.String => new RequestId(id.GetString()),
        JsonValueKind.Null => RequestId.Null,
        _ => null,
    };

    private static bool IsError(JsonElement message) =>
        message.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out _)
        && error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String;

    internal static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => $"`{(element.GetRawText() is { Length: > 40 } text ? text[..40] + "…" : element.GetRawText())}`",
        JsonValueKind.True or JsonValueKind.False => $"`{element.GetRawText()}`",
        JsonValueKind.Null => "`null`",
        _ => "nothing",
    };
}
