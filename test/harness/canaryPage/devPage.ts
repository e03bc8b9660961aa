/** The dev page's script: the stand-in for VS Code first, then the real page. */
import './stub.ts';
import '../../../client/src/webviews/canary/page/main.ts';
