using Grpc.Core;
using Pdp.Contracts.V1;
using Pdp.Identity.Tokens;

namespace Pdp.Server.Tokens;

/// <summary>What callers are told of a token that is refused: why, and nothing of it.</summary>
internal static class RefusedToken
{
    /// <summary>The failure of a call.</summary>
    public static RpcException Call(TokenProblem problem) => new(new Status(StatusCode.Unauthenticated, Text(problem)));

    /// <summary>The same for one item of many.</summary>
    public static CheckError Item(TokenProblem problem) => new() { Code = (int)StatusCode.Unauthenticated, Message = Text(problem) };

    private static string Text(TokenProblem problem) => $"{problem.Code()}: {problem.Text()}";
}
