using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pdp.Engine.Requests;

namespace Pdp.Bundles.Json;

/// <summary>Requests as JSON (AuthZEN 1.0's information model).</summary>
public static class RequestJson
{
    /// <summary>
    /// Reads a request: strict UTF-8, no duplicate or unknown members, no number that overflows, at most
    /// <paramref name="maxDepth"/> levels. Numbers: integral and at most 2^53 in magnitude is an int, any other a double.
    /// </summary>
    /// <returns>Whether it is a request; if not, <paramref name="errors"/> has everything that is wrong, each with a JSON pointer.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Request? request, out ImmutableArray<JsonError> errors,
        int maxDepth = 64) => throw new NotImplementedException();
}

/// <summary>Something wrong with a JSON text.</summary>
/// <param name="Pointer">JSON pointer to the place; empty for the whole.</param>
/// <param name="Message">Lower case, no full stop.</param>
/// <param name="Line">Line from 1 on, when known.</param>
/// <param name="Column">Column from 1 on, in bytes, when known.</param>
public sealed record JsonError(string Pointer, string Message, int? Line = null, int? Column = null);
