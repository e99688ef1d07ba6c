using Microsoft.Extensions.Logging.Abstractions;
using Pdp.Server.Tokens;

namespace Pdp.Server.Tests.Support;

/// <summary>A server that takes no tokens.</summary>
internal static class NoTokens
{
    public static SubjectTokens Taken { get; } = new(null, null, TimeProvider.System, null, NullLogger<SubjectTokens>.Instance);
}
