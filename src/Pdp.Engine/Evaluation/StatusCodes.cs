using Pdp.Language.Values;

namespace Pdp.Engine.Evaluation;

/// <summary>The status codes of ACAL 1.0.</summary>
internal static class StatusCodes
{
    public const string Ok = "ok";
    public const string MissingAttribute = "missing-attribute";
    public const string SyntaxError = "syntax-error";
    public const string ProcessingError = "processing-error";

    public static string Of(EvalErrorCode code) => code switch
    {
        EvalErrorCode.MissingAttribute => MissingAttribute,
        EvalErrorCode.SyntaxError => SyntaxError,
        _ => ProcessingError,
    };
}
