using Pdp.Language.Syntax;
using Pdp.Language.Values;

namespace Pdp.Language.Runtime;

/// <summary>Is told what each sub-expression of a program compiled for recording evaluated to.</summary>
public interface IEvaluationRecorder
{
    /// <summary>A sub-expression was evaluated; in a loop this comes once per round.</summary>
    void Record(Expr expression, in Value value);
}
