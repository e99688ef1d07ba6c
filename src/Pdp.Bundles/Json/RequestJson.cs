using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pdp.Bundles.Reading;
using Pdp.Bundles.Text;
using Pdp.Engine.Requests;

namespace Pdp.Bundles.Json;

/// <summary>Requests as JSON (AuthZEN 1.0's information model).</summary>
public static class RequestJson
{
    /// <summary>
    /// Reads a request: strict UTF-8, no duplicate or unknown members, no number that overflows, at most
    /// <paramref name="maxDepth"/> levels (up to <see cref="LoadOptions.DeepestJson"/>). Numbers: integral and at most 2^53 in
    /// magnitude is an int, any other a double.
    /// </summary>
    /// <returns>Whether it is a request; if not, <paramref name="errors"/> has everything that is wrong, each with a JSON pointer.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out Request? request, out ImmutableArray<JsonError> errors,
        int maxDepth = 64)
    {
        var problems = new List<JsonProblem>();
        var root = JsonTreeReader.Read(utf8, Math.Clamp(maxDepth, 1, LoadOptions.DeepestJson), problems);
        request = root is null ? null : new RequestReader(problems).Request(root);
        if (problems.Count == 0 && request is not null)
        {
            errors = [];
            return true;
        }

        request = null;
        var index = new TextIndex(utf8.ToArray());
        errors =
        [
            .. problems.OrderBy(problem => problem.Offset).Select(problem =>
            {
                var (line, column) = index.Locate(problem.Offset);
                return new JsonError(problem.Pointer, problem.Message, line, column, problem.Help);
            }),
        ];
        return false;
    }
}
