package org.jackfield.openaiwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jackfield.spi.ErrorCode;
import org.jackfield.wire.ErrorBody;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every row of the providers' error tables, and the shapes that bodies come in. */
class OpenAiErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // OpenAI and Azure
        "400|{`error`:{`message`:`Bad`,`type`:`invalid_request_error`,`param`:`x`,`code`:null}}|INVALID_REQUEST",
        "400|{`error`:{`message`:`Too long`,`type`:`invalid_request_error`,`code`:`context_length_exceeded`}}|CONTEXT_LENGTH",
        "400|{`error`:{`message`:`No`,`code`:`content_filter`}}|CONTENT_FILTERED",
        "400|{`error`:{`message`:`No`,`code`:`unsupported_parameter`,`param`:`max_tokens`}}|UNSUPPORTED",
        "401|{`error`:{`message`:`Bad key`,`code`:`invalid_api_key`}}|AUTHENTICATION",
        "401|{`error`:{`message`:`Bad key`,`code`:`401`}}|AUTHENTICATION",
        "403|{`error`:{`message`:`Region`,`code`:`unsupported_country_region_territory`}}|PERMISSION",
        "403|{`error`:{`message`:`No`}}|PERMISSION",
        "404|{`error`:{`message`:`The model x does not exist`,`code`:`model_not_found`}}|MODEL_NOT_FOUND",
        "404|{`error`:{`message`:`Gone`,`code`:`DeploymentNotFound`}}|MODEL_NOT_FOUND",
        "404|{`error`:{`message`:`Resource not found`,`code`:`404`}}|PROTOCOL",
        "404|{`error`:{`message`:`Invalid URL (POST /v1/x)`,`type`:`invalid_request_error`}}|PROTOCOL",
        "404|{`error`:{`message`:`Gone`,`code`:`unknown_model`}}|MODEL_NOT_FOUND",
        "400|{`error`:{`message`:`No`,`code`:`OperationNotSupported`}}|UNSUPPORTED",
        "400|{`error`:{`message`:`API version not supported`,`code`:`BadRequest`}}|PROTOCOL",
        "401|{`error`:{`message`:`No role`,`code`:`PermissionDenied`}}|PERMISSION",
        "403|{`code`:`403`,`message`:`A Virtual Network is configured for this resource.`}|PERMISSION",
        "429|{`error`:{`message`:`Slow`,`code`:`429`}}|RATE_LIMITED",
        "429|{`error`:{`message`:`high demand`,`code`:`too_many_requests`}}|RATE_LIMITED",
        "409|{`error`:{`message`:`Conflict`}}|UNAVAILABLE",
        "413|{`error`:{`message`:`Large`}}|INVALID_REQUEST",
        "429|{`error`:{`message`:`Slow`,`type`:`requests`,`code`:`rate_limit_exceeded`}}|RATE_LIMITED",
        "429|{`error`:{`message`:`Slow`,`code`:`slow_down`}}|RATE_LIMITED",
        "429|{`error`:{`message`:`Quota`,`type`:`insufficient_quota`,`code`:`insufficient_quota`}}|QUOTA_EXHAUSTED",
        "429|{`error`:{`message`:`Quota`,`type`:`insufficient_quota`,`code`:`something_new`}}|QUOTA_EXHAUSTED",
        "429|{`error`:{`message`:`Quota`,`code`:`credit_balance_exhausted`}}|QUOTA_EXHAUSTED",
        "429|{`error`:{`message`:`Quota`,`code`:`organization_spend_limit_exceeded`}}|QUOTA_EXHAUSTED",
        "429|{`error`:{`message`:`Quota`,`code`:`project_spend_limit_exceeded`}}|QUOTA_EXHAUSTED",
        "429|{`error`:{`message`:`Quota`,`code`:`organization_usage_limit_exceeded`}}|QUOTA_EXHAUSTED",
        "402|{`error`:{`message`:`Pay`}}|QUOTA_EXHAUSTED",
        "408|{`error`:{`message`:`Slow`}}|TIMEOUT",
        "500|{`error`:{`message`:`Oops`,`type`:`server_error`}}|UNAVAILABLE",
        "502||UNAVAILABLE",
        "503|{`error`:{`message`:`Busy`,`code`:`server_is_overloaded`}}|OVERLOADED",
        "504|<html>Gateway Time-out</html>|TIMEOUT",
        "529|{`error`:{`message`:`Busy`}}|OVERLOADED",
        // A text that speaks of another error must not decide where a field does.
        "429|{`error`:{`message`:`context length, 401, quota`,`code`:`rate_limit_exceeded`}}|RATE_LIMITED",
        // llama.cpp
        "400|{`error`:{`code`:400,`message`:`request (9 tokens) exceeds`,`type`:`exceed_context_size_error`,`n_ctx`:4}}|CONTEXT_LENGTH",
        "500|{`error`:{`code`:500,`message`:`exceeds`,`type`:`exceed_context_size_error`}}|CONTEXT_LENGTH",
        "500|{`error`:{`code`:500,`message`:`[json.exception.parse_error.101] parse error`,`type`:`server_error`}}|INVALID_REQUEST",
        "500|{`error`:{`code`:500,`message`:`Failed to parse messages: Missing 'role'`,`type`:`server_error`}}|INVALID_REQUEST",
        "500|{`error`:{`code`:500,`message`:`image input is not supported`,`type`:`server_error`}}|UNSUPPORTED",
        "500|{`error`:{`code`:500,`message`:`input is too large to process`,`type`:`server_error`}}|CONTEXT_LENGTH",
        "503|{`error`:{`code`:503,`message`:`Loading model`,`type`:`unavailable_error`}}|UNAVAILABLE",
        "401|{`error`:{`code`:401,`message`:`Invalid API Key`,`type`:`authentication_error`}}|AUTHENTICATION",
        "404|{`error`:{`code`:404,`message`:`File Not Found`,`type`:`not_found_error`}}|PROTOCOL",
        // vLLM
        "400|{`error`:{`message`:`too many`,`type`:`BadRequestError`,`param`:`input_tokens`,`code`:400}}|CONTEXT_LENGTH",
        "400|{`object`:`error`,`message`:`This model's maximum context length is 5`,`type`:`BadRequestError`,`code`:400}|CONTEXT_LENGTH",
        "401|{`error`:`Unauthorized`}|AUTHENTICATION",
        "404|{`error`:{`message`:`The model x does not exist.`,`type`:`NotFoundError`,`param`:`model`,`code`:404}}|MODEL_NOT_FOUND",
        "404|{`detail`:`Not Found`}|PROTOCOL",
        "405|{`detail`:`Method Not Allowed`}|PROTOCOL",
        "422|{`detail`:[{`loc`:[`body`],`msg`:`bad`}]}|INVALID_REQUEST",
        "503||OVERLOADED",
        // Ollama
        "404|{`error`:{`message`:`model 'x' not found`,`type`:`api_error`,`param`:null,`code`:null}}|MODEL_NOT_FOUND",
        "404|404 page not found|PROTOCOL",
        "503|{`error`:{`message`:`server busy, please try again.  maximum pending requests exceeded`,`type`:`api_error`}}|OVERLOADED",
        "400|{`error`:{`message`:`x does not support tools`,`type`:`api_error`}}|UNSUPPORTED",
        // LiteLLM
        "400|{`error`:{`message`:`Invalid model name passed in model=x.`,`type`:`invalid_request_error`,`code`:`400`}}|MODEL_NOT_FOUND",
        "400|{`error`:{`message`:`No connected db.`,`type`:`no_db_connection`,`code`:`400`}}|AUTHENTICATION",
        "400|{`error`:{`message`:`Budget`,`type`:`budget_exceeded`,`code`:`400`}}|QUOTA_EXHAUSTED",
        // Gemini's list
        "429|[{`error`:{`code`:429,`message`:`Slow`,`status`:`RESOURCE_EXHAUSTED`}}]|RATE_LIMITED",
        // Redirects and other surprises
        "307||PROTOCOL",
        "418|I am a teapot|INVALID_REQUEST",
      })
  void a_refusal_gets_its_code(int status, String body, ErrorCode expected) {
    String json = body == null ? "" : body.replace('`', '"');

    assertThat(OpenAiErrors.classify(status, ErrorBody.read(json.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(expected);
  }
}
