using StreamJsonRpc;

namespace Pdp.LanguageServer.Transport;

/// <summary>Why a message is not dispatched.</summary>
/// <param name="Id">The request that is answered so; null: it was none.</param>
/// <param name="Code">The protocol's number.</param>
/// <param name="Message">The reason, for people.</param>
/// <param name="IsTold">Whether it is worth a word besides: to a notification there is no answer.</param>
internal sealed record Refusal(RequestId? Id, int Code, string Message, bool IsTold);
